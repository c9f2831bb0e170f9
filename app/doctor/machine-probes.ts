import { open, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Finding, Ports, Probe } from './probe.ts';

const MB = 2 ** 20;
/** As package.json has it. */
const LEAST_NODE = 24;
/** Building a pack takes about three times its size. */
const LITTLE_MB = 2048;
const TOO_LITTLE_MB = 200;
const WRITTEN_MB = 32;
/** Spinning disks write 100 MB/s. */
const SLOW_MB_S = 20;

/** The machine that this process runs on. */
export const MACHINE_PROBES: readonly Probe[] = [
  {
    name: 'node',
    why: 'TypeScript runs without a build, and resources are closed by "using"',
    remedy: `install Node ${LEAST_NODE} or newer, or start with bin/sitepack`,
    run: () => Promise.resolve(nodeFinding(process.versions.node)),
  },
  {
    name: 'disk room',
    why: 'packs are built and served from the local disk; those that find no room wait',
    remedy: 'free some space, or choose another folder with SITEPACK_DATA',
    async run({ config }) {
      const { bavail, bsize } = await statfs(config.data);
      return roomFinding(Math.floor((bavail * bsize) / MB), config);
    },
  },
  {
    name: 'disk speed',
    why: 'packs take long to build and to load, and the embedded backend to write anything',
    remedy: 'choose a local disk with SITEPACK_DATA, not one over a network',
    run: diskSpeed,
  },
];

/** @param version such as `26.1.0`. */
export function nodeFinding(version: string): Finding | string {
  const seen = `Node ${version}`;
  return Number.parseInt(version, 10) >= LEAST_NODE ? seen : { state: 'failed', seen };
}

export function roomFinding(
  free_mb: number,
  { space_mb, data }: Pick<Ports['config'], 'space_mb' | 'data'>,
): Finding | string {
  const seen = `${free_mb} MB free in ${data}`;
  if (free_mb < TOO_LITTLE_MB) return { state: 'failed', seen };
  if (free_mb < space_mb)
    return { state: 'warning', seen: `${seen}, less than SITEPACK_SPACE_MB=${space_mb}` };
  return free_mb < LITTLE_MB ? { state: 'warning', seen } : seen;
}

async function diskSpeed({ config, clock, random }: Ports): Promise<Finding | string> {
  const file = path.join(config.data, `doctor-${random.id()}`);
  const block = Buffer.alloc(MB, 1);
  const begun = clock.monotonic();
  try {
    const handle = await open(file, 'wx');
    try {
      for (let n = 0; n < WRITTEN_MB; n++) await handle.write(block);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } finally {
    await rm(file, { force: true });
  }
  const rate = Math.round(WRITTEN_MB / Math.max(0.001, (clock.monotonic() - begun) / 1000));
  const seen = `${WRITTEN_MB} MB written and synced at ${rate} MB/s`;
  return rate < SLOW_MB_S ? { state: 'warning', seen } : seen;
}
