import { z } from 'zod';
import { BadCredentials, SiteCredentials, type ToldSettings } from '#core/crawl/site-credentials.ts';
import { domain, site } from '#messages/message.ts';

/** Names and values are checked by what sends them: {@link SiteCredentials}. */
const values = z.record(z.string(), z.string());

const HOSTS = { most: 1000 };

const told = z.strictObject({
  in_the_clear: z
    .boolean()
    .optional()
    .describe('Tell them by http as well, which anybody on the way can read.'),
  headers: values.optional().describe('Headers of each request to these hosts. Their values are secret.'),
  basic_auth: z
    .strictObject({ user: z.string(), password: z.string().describe('Secret.') })
    .optional()
    .describe('HTTP Basic authentication at these hosts.'),
  cookies: values.optional().describe('Cookies of each request to these hosts. Their values are secret.'),
});
/** What one set of hosts is told. */
export type ToldRequest = z.infer<typeof told>;

const request = z.strictObject({
  hosts: z
    .array(site)
    .min(1)
    .max(HOSTS.most)
    .optional()
    .describe(
      'The hosts that are told all this, each by its whole name, with its port if the URLs have one (`127.0.0.1:8080`); no other is, whoever redirects there.',
    ),
  ...told.shape,
  by_host: z
    .record(domain, told)
    .refine((each) => Object.keys(each).length <= HOSTS.most, { error: `at most ${HOSTS.most} hosts` })
    .optional()
    .describe(
      'What single hosts are told in place of all that, by host, or by `*.site.gov` for all hosts below site.gov, of which strangers should have none. The most exact name counts, and nothing is added to what it says: `{}` tells a host nothing.',
    ),
});
export type RequestSettings = z.infer<typeof request>;

/** What hosts are told when their pages are asked for. */
export const requestSettingsSchema = request.superRefine((settings, context) => {
  const { hosts, by_host, headers, basic_auth, cookies } = settings;
  const shared = [headers, basic_auth, cookies].some((part) => part !== undefined);
  if (hosts === undefined && (shared || by_host === undefined))
    context.addIssue({
      code: 'custom',
      path: ['hosts'],
      message: 'the hosts that are told this; what is for one host may stand in by_host',
    });
  try {
    credentialsOf(settings);
  } catch (error) {
    if (!(error instanceof BadCredentials)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
});

/** @throws {BadCredentials} naming what cannot be sent. */
export function credentialsOf({ hosts = [], by_host = {}, ...shared }: RequestSettings): SiteCredentials {
  const own = Object.entries(by_host).map(([host, each]) => [host, toldOf(each)] as const);
  return new SiteCredentials({ ...toldOf(shared), hosts, by_host: Object.fromEntries(own) });
}

function toldOf({ in_the_clear, headers, basic_auth, cookies }: ToldRequest): ToldSettings {
  return {
    scheme: in_the_clear === true ? 'http' : 'https',
    ...(headers === undefined ? {} : { headers }),
    ...(basic_auth === undefined ? {} : { basic_auth }),
    ...(cookies === undefined ? {} : { cookies }),
  };
}
