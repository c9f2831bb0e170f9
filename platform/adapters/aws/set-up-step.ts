/** One thing that was set up, and what was done about it. */
export interface SetUpStep {
  /** For people, such as `queue sitepack-index`. */
  readonly what: string;
  /** `unknown`: what stands in for AWS does not know it; AWS does. */
  readonly state: 'made' | 'changed' | 'there' | 'unknown';
}
