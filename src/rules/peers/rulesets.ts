import { ELASTIC } from './elastic.ts';
import type { PeerRuleset } from './model.ts';
import { SIGMA } from './sigma.ts';
import { SOCFORTRESS } from './socfortress.ts';
import { SPLUNK } from './splunk.ts';
import { WAZUH } from './wazuh.ts';

/** The rule sets of other projects for Microsoft 365 that ours are held against. */
export const PEER_RULESETS: readonly PeerRuleset[] = [WAZUH, ELASTIC, SPLUNK, SIGMA, SOCFORTRESS];
