/** Where the braces of a template say nothing, and why. */
export interface TemplateFault {
  /** Of the first brace that is wrong, in UTF-16 code units. */
  at: number;
  reason: 'unclosed' | 'unopened' | 'bad_name';
}

const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_]{0,63}$/u;

/**
 * M-3: the first thing that is wrong with the variables of a saved text, or null. A variable is `{{name}}` or
 * `{{name|default}}`; a name begins with a letter. Single braces are text.
 */
export const templateFault = (body: string): TemplateFault | null => {
  let at = 0;
  for (;;) {
    const opened = body.indexOf('{{', at);
    const closed = body.indexOf('}}', at);
    if (opened === -1) return closed === -1 ? null : { at: closed, reason: 'unopened' };
    if (closed !== -1 && closed < opened) return { at: closed, reason: 'unopened' };
    const end = body.indexOf('}}', opened + 2);
    const inner = end === -1 ? '' : body.slice(opened + 2, end);
    if (end === -1 || inner.includes('{{')) return { at: opened, reason: 'unclosed' };
    const name = inner.split('|', 1)[0] ?? '';
    if (!NAME.test(name.trim())) return { at: opened, reason: 'bad_name' };
    at = end + 2;
  }
};
