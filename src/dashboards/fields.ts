/** A field of the audit event as the index knows it. Scalars are keywords there, all of them, numbers and booleans too. */
export function office(name: string): string {
  return `data.office_365.${name}`;
}

/** A field of what the collector says beside the event. */
export function collector(name: string): string {
  return `data.o365_wazuh.${name}`;
}

/** Fields that Wazuh, our decoder and the indexer's GeoIP pipeline set. */
export const FIELD = {
  time: 'timestamp',
  address: 'data.srcip',
  level: 'rule.level',
  ruleId: 'rule.id',
  rule: 'rule.description',
  groups: 'rule.groups',
  technique: 'rule.mitre.technique',
  country: 'GeoLocation.country_name',
  place: 'GeoLocation.location',
  user: office('UserId'),
  userType: office('UserType'),
  operation: office('Operation'),
  workload: office('Workload'),
  recordType: office('RecordType'),
  object: office('ObjectId'),
  result: office('ResultStatus'),
} as const;
