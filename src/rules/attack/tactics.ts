/** The tactics of MITRE ATT&CK for Enterprise, in its order, by the short names that Navigator layers use. */
export const TACTICS = {
  reconnaissance: 'Reconnaissance',
  'resource-development': 'Resource Development',
  'initial-access': 'Initial Access',
  execution: 'Execution',
  persistence: 'Persistence',
  'privilege-escalation': 'Privilege Escalation',
  'defense-evasion': 'Defense Evasion',
  'credential-access': 'Credential Access',
  discovery: 'Discovery',
  'lateral-movement': 'Lateral Movement',
  collection: 'Collection',
  'command-and-control': 'Command and Control',
  exfiltration: 'Exfiltration',
  impact: 'Impact',
} as const;

export type Tactic = keyof typeof TACTICS;

/** Release of ATT&CK that names and tactics are those of. */
export const ATTACK_RELEASE = '16';
