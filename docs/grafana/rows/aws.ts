import { type Row, graph } from '../panels.ts';
import { quantile, rate, timesPerSecond } from '../queries.ts';

export const AWS: Row = {
  title: 'AWS',
  panels: [
    graph(
      {
        title: 'Requests',
        unit: 'cps',
        width: 8,
        description: 'By service and operation. Those to SQS and S3 are paid for one by one.',
      },
      { expr: timesPerSecond('aws_requests', ['service', 'operation']), legend: '{{service}} {{operation}}' },
    ),
    graph(
      {
        title: 'Units of DynamoDB',
        unit: 'cps',
        width: 8,
        description:
          'What is paid for there: write units of puts, updates and deletes, read units of the others.',
      },
      { expr: rate('dynamodb_units', ['operation']), legend: '{{operation}}' },
    ),
    graph(
      {
        title: 'Requests take, p95',
        unit: 's',
        width: 8,
        description:
          'All attempts of a request together. "ReceiveMessage" is left out: it waits for messages.',
      },
      {
        expr: quantile(0.95, 'aws_requests', ['service', 'operation'], 'operation!="ReceiveMessage"'),
        legend: '{{service}} {{operation}}',
      },
    ),
    graph(
      { title: 'Requests that failed', unit: 'cps', width: 8, description: 'After their last attempt.' },
      {
        expr: timesPerSecond('aws_requests', ['service', 'operation'], 'outcome="error"'),
        legend: '{{service}} {{operation}}',
      },
    ),
    graph(
      { title: 'Retries', unit: 'cps', width: 8, description: 'Attempts beyond the first.' },
      { expr: rate('aws_retries', ['service', 'operation']), legend: '{{service}} {{operation}}' },
    ),
    graph(
      {
        title: 'Throttled',
        unit: 'cps',
        width: 8,
        description: 'Attempts refused because there were too many.',
      },
      { expr: rate('aws_throttled', ['service', 'operation']), legend: '{{service}} {{operation}}' },
    ),
  ],
};
