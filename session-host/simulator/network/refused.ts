/** A request that the network refuses; `message` is one clear sentence for the person at the control API. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: 400 | 403 | 404 | 409 | 413, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'Refused';
    this.status = status;
  }
}
