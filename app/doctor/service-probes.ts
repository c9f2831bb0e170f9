import { SERVICES, type Service, isAboutAccess } from './first-call.ts';
import type { Finding, Ports, Probe } from './probe.ts';
import { toldError } from './told-error.ts';
import type { Workplace } from './workplace.ts';

/** As AWS calls them. */
const AWS_NAMES: Readonly<Record<Service, string>> = { queues: 'SQS', tables: 'DynamoDB', objects: 'S3' };

/** Whether anybody is there to be looked at, before anything else is asked. */
export const SERVICE_PROBES: readonly Probe[] = [
  {
    name: 'region, credentials',
    gives: ['queues', 'tables', 'objects', 'set up: queues'],
    why: 'no request to AWS is taken',
    remedy:
      'set AWS_REGION, and AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, or AWS_PROFILE; on machines of AWS a role gives both',
    run: access,
  },
  answers('queues', 'no worker can receive or send a message'),
  answers('tables', 'no worker can read or write a row'),
  answers('objects', 'no worker can read or write pages and packs'),
];

function answers(service: Service, why: string): Probe {
  const name = AWS_NAMES[service];
  return {
    name: `${service} answer`,
    needs: [service],
    gives: service === 'queues' ? ['queues', 'set up: queues'] : [service],
    why,
    remedy:
      `see whether ${name} can be reached from here; the variables AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_${name.toUpperCase()} ` +
      'name what is asked in place of AWS',
    async run({ config }, workplace) {
      const { answered, error } = await workplace.firstCall(service);
      if (answered) return config.backend === 'aws' ? `${name} answers` : 'opened';
      const remedy =
        config.backend === 'aws' ? {} : { remedy: 'see whether SITEPACK_DATA can be written to' };
      return { state: 'failed', seen: toldError(error), ...remedy };
    },
  };
}

async function access({ config }: Ports, workplace: Workplace): Promise<Finding | string> {
  if (config.backend === 'embedded') return 'the embedded backend needs none';
  const calls = await Promise.all(SERVICES.map((service) => workplace.firstCall(service)));
  const refused = calls.find(({ error }) => isAboutAccess(error));
  if (refused !== undefined) return { state: 'failed', seen: toldError(refused.error) };
  if (!calls.some(({ answered }) => answered))
    return { state: 'skipped', seen: 'nobody answers who could refuse them' };
  return 'taken';
}
