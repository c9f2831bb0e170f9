/** The services that Sitepack stands on. */
export const AWS_SERVICES = ['sqs', 's3', 'dynamodb'] as const;
export type AwsService = (typeof AWS_SERVICES)[number];

/** One request to AWS as it went, its attempts together. */
export interface AwsCall {
  readonly service: AwsService;
  /** As the API names it, such as `ReceiveMessage`. */
  readonly operation: string;
  /** Requests that were made: 1 when the first was answered well, 0 when it was given up before the first. */
  readonly attempts: number;
  /** Of those, the ones that the service refused because there were too many. */
  readonly throttled: number;
  readonly duration_ms: number;
  readonly ok: boolean;
  /** Read or write units that it consumed, by its operation; absent where nothing was told. Only of DynamoDB. */
  readonly units?: number;
}

/** Hears of every request, for metrics and for what a page costs. */
export type OnAwsCall = (call: AwsCall) => void;
