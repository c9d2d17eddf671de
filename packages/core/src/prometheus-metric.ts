/** Of the text format of Prometheus, version 0.0.4. */
export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export interface Sample {
  labels?: Record<string, string>;
  value: number;
}
export interface Metric {
  name: string;
  type: 'counter' | 'gauge';
  help: string;
  /** None: the metric is left out. */
  samples: Sample[];
}

/** The one sample of a metric without labels; none where the value is not known. */
export const one = (value: number | null | undefined): Sample[] =>
  value === null || value === undefined ? [] : [{ value }];

export const gauge = (name: string, help: string, samples: Sample[]): Metric => ({
  name: `waqtor_${name}`,
  type: 'gauge',
  help,
  samples,
});
export const counter = (name: string, help: string, samples: Sample[]): Metric => ({
  name: `waqtor_${name}`,
  type: 'counter',
  help,
  samples,
});

/** Backslash, quote and line feed are written as the format wants them. */
const labelValue = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const sampleLine = (name: string, { labels = {}, value }: Sample): string => {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${labelValue(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
};

const metricText = ({ name, type, help, samples }: Metric): string =>
  [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map((sample) => sampleLine(name, sample))].join('\n');

/** The text that Prometheus reads; metrics without samples are left out. */
export const metricsText = (metrics: readonly Metric[]): string =>
  metrics
    .filter(({ samples }) => samples.length > 0)
    .map((metric) => `${metricText(metric)}\n`)
    .join('');
