import type { PeerRule, PeerRuleset } from './model.ts';

/** First id of ours that labels a record type; the number of the record type is added. */
const FIRST_LABEL = 110_101;

/** Wazuh's first rule that names a record type. Those after it follow the order of the record types. */
const FIRST_WAZUH_LABEL = 91_533;

/** Spans of record types that Wazuh 4.14 names, both ends included. */
const NAMED_RECORD_TYPES = [
  [1, 4],
  [6, 11],
  [13, 25],
  [28, 73],
  [75, 78],
  [81, 91],
  [93, 103],
  [105, 107],
  [109, 109],
] as const;

const LABELS: readonly PeerRule[] = NAMED_RECORD_TYPES.flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index),
).map((recordType, index) => [
  `${FIRST_WAZUH_LABEL + index} record type ${recordType}`,
  [FIRST_LABEL + recordType],
]);

/** Wazuh's stock rules for its own Microsoft 365 module. */
export const WAZUH: PeerRuleset = {
  peer: 'Wazuh',
  source: 'wazuh/wazuh, ruleset/rules/0755-office365_rules.xml of 4.14.7',
  rules: [
    ['91531 silent base rule', [110_000]],
    ['91532 any event', [100_002]],
    ['91648 the module failed three times', [110_801, 110_805, 110_811]],
    ['91700 malware in a file', [111_697]],
    ['91701 document sensitivity mismatch', [112_057]],
    ['91702 file downloaded', [111_680]],
    ['91703 permission level added to a site', [111_722]],
    ['91704 sharing invitation blocked', [111_659]],
    ['91705 mailbox permission added', [111_423]],
    ['91706 folder permission added', [111_450]],
    ['91707 message sent', [111_452]],
    ['91708 message sent as somebody else', [111_453]],
    ['91709 user added', [111_270]],
    ['91710 user updated', [111_290]],
    ['91711 member added to a role', [111_230]],
    ['91712 group added', [111_283]],
    ['91713 member added to a group', [111_283]],
    ['91714 credentials added to a service principal', [111_253]],
    ['91715 eDiscovery administrators changed', [111_951]],
    ['91716 eDiscovery administrator added', [111_951]],
    ['91717 eDiscovery case added', [111_950]],
    ['91718 content search created', [111_952]],
    ['91719 quarantined message deleted', [112_089]],
    ['91720 quarantined message exported', [112_090]],
    ['91721 quarantined message previewed', [112_089]],
    ['91722 quarantined message released', [112_090]],
    ['91723 header of a quarantined message viewed', [112_089]],
    ['91724 many downloads by one user', [111_681]],
    ['91725 full access to a mailbox', [111_424]],
    ...LABELS,
  ],
};
