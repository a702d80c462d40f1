/** What the collector and the checks need to know from ossec.conf. Absent options are undefined. */
export interface OssecConfFacts {
  /** Only agents have a `<client>` block with a server in it. */
  readonly isAgent: boolean;
  /** Undefined without a `<cluster>` block. */
  readonly cluster: ClusterRole | undefined;
  /** The agent's `<client_buffer>`. */
  readonly agentBuffer: { readonly events: number; readonly eventsPerSecond: number };
}

export interface ClusterRole {
  readonly enabled: boolean;
  /** `client` is an old word for worker. */
  readonly nodeType: 'master' | 'worker';
  readonly nodeName: string | undefined;
}

/** Defaults of agentd (client-agent/config.c). */
const DEFAULT_BUFFER_EVENTS = 5_000;
const DEFAULT_EVENTS_PER_SECOND = 500;

/**
 * Picks a few options out of the text of ossec.conf. Tolerant: never throws, whatever the text; not a check of its validity, and no
 * basis for changing it.
 */
export function scanOssecConf(text: string): OssecConfFacts {
  // A comment of this dialect begins with `<!` and ends at the first `-->` or `!>`.
  const conf = text.replace(/<![\s\S]*?(?:-->|!>)/g, '');
  const cluster = lastBlock(conf, 'cluster');
  const buffer = lastBlock(conf, 'client_buffer') ?? '';
  const nodeType = cluster === undefined ? undefined : option(cluster, 'node_type');
  return {
    isAgent: /<server>|<server-ip>|<server-hostname>/.test(lastBlock(conf, 'client') ?? ''),
    cluster:
      cluster === undefined
        ? undefined
        : {
            enabled: option(cluster, 'disabled') !== 'yes',
            nodeType: nodeType === 'worker' || nodeType === 'client' ? 'worker' : 'master',
            nodeName: option(cluster, 'node_name'),
          },
    agentBuffer: {
      events: numberOf(option(buffer, 'queue_size'), DEFAULT_BUFFER_EVENTS),
      eventsPerSecond: numberOf(option(buffer, 'events_per_second'), DEFAULT_EVENTS_PER_SECOND),
    },
  };
}

/** The content of the last block of that name: later ones overrule earlier ones. */
function lastBlock(conf: string, name: string): string | undefined {
  return [...conf.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g'))].at(-1)?.[1];
}

function option(block: string, name: string): string | undefined {
  return [...block.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].at(-1)?.[1]?.trim();
}

function numberOf(text: string | undefined, fallback: number): number {
  return text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : fallback;
}
