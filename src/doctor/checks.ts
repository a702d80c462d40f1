import type { Check } from './check.ts';
import { agentCheck } from './checks/agent.ts';
import { alertsCheck } from './checks/alerts.ts';
import { analysisdCheck } from './checks/analysisd.ts';
import { auditingCheck } from './checks/auditing.ts';
import { clockCheck } from './checks/clock.ts';
import { cloudCheck } from './checks/cloud.ts';
import { codeCheck } from './checks/code.ts';
import { configCheck } from './checks/config.ts';
import { containerCheck } from './checks/container.ts';
import { credentialsCheck } from './checks/credentials.ts';
import { daemonsCheck } from './checks/daemons.ts';
import { decoderOrderCheck } from './checks/decoder-order.ts';
import { diskCheck } from './checks/disk.ts';
import { feedCheck } from './checks/feed.ts';
import { homeCheck } from './checks/home.ts';
import { lastRunCheck } from './checks/last-run.ts';
import { liveRulesCheck } from './checks/live-rules.ts';
import { logtestCheck } from './checks/logtest.ts';
import { networkCheck } from './checks/network.ts';
import { nodeCheck } from './checks/node.ts';
import { otherCollectorsCheck } from './checks/other-collectors.ts';
import { queueCheck } from './checks/queue.ts';
import { quotaCheck } from './checks/quota.ts';
import { rolesCheck } from './checks/roles.ts';
import { ruleIdsCheck } from './checks/rule-ids.ts';
import { rulesetCheck } from './checks/ruleset.ts';
import { runtimeCheck } from './checks/runtime.ts';
import { stateCheck } from './checks/state.ts';
import { subscriptionsCheck } from './checks/subscriptions.ts';
import { tokenCheck } from './checks/token.ts';
import { unfinishedCheck } from './checks/unfinished.ts';
import { versionCheck } from './checks/version.ts';
import { wodleLogCheck } from './checks/wodle-log.ts';
import { wodleCheck } from './checks/wodle.ts';

/** Every check of `doctor`, in the order of its report. The documentation is made of this table. */
export const CHECKS: readonly Check[] = [
  homeCheck,
  nodeCheck,
  containerCheck,
  daemonsCheck,
  queueCheck,
  analysisdCheck,
  agentCheck,
  alertsCheck,
  versionCheck,
  unfinishedCheck,
  codeCheck,
  runtimeCheck,
  wodleCheck,
  wodleLogCheck,
  lastRunCheck,
  feedCheck,
  stateCheck,
  diskCheck,
  configCheck,
  credentialsCheck,
  networkCheck,
  clockCheck,
  cloudCheck,
  tokenCheck,
  rolesCheck,
  subscriptionsCheck,
  auditingCheck,
  quotaCheck,
  rulesetCheck,
  logtestCheck,
  liveRulesCheck,
  ruleIdsCheck,
  decoderOrderCheck,
  otherCollectorsCheck,
];
