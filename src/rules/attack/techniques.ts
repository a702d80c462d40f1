import type { Tactic } from './tactics.ts';

/** A technique of MITRE ATT&CK. */
export interface Technique {
  readonly name: string;
  readonly tactics: readonly Tactic[];
}

const ACCOUNTS: readonly Tactic[] = [
  'initial-access',
  'persistence',
  'privilege-escalation',
  'defense-evasion',
];
const MANIPULATION: readonly Tactic[] = ['persistence', 'privilege-escalation'];
const AUTHENTICATION: readonly Tactic[] = ['persistence', 'defense-evasion', 'credential-access'];
const TOKENS: readonly Tactic[] = ['defense-evasion', 'lateral-movement'];
const POLICY: readonly Tactic[] = ['privilege-escalation', 'defense-evasion'];

/** The techniques that rules of the catalogue name, and their parents. */
export const TECHNIQUES: Readonly<Record<string, Technique>> = {
  T1020: { name: 'Automated Exfiltration', tactics: ['exfiltration'] },
  T1048: { name: 'Exfiltration Over Alternative Protocol', tactics: ['exfiltration'] },
  T1052: { name: 'Exfiltration Over Physical Medium', tactics: ['exfiltration'] },
  'T1052.001': { name: 'Exfiltration over USB', tactics: ['exfiltration'] },
  T1059: { name: 'Command and Scripting Interpreter', tactics: ['execution'] },
  'T1059.001': { name: 'PowerShell', tactics: ['execution'] },
  T1070: { name: 'Indicator Removal', tactics: ['defense-evasion'] },
  'T1070.008': { name: 'Clear Mailbox Data', tactics: ['defense-evasion'] },
  T1078: { name: 'Valid Accounts', tactics: ACCOUNTS },
  'T1078.003': { name: 'Local Accounts', tactics: ACCOUNTS },
  'T1078.004': { name: 'Cloud Accounts', tactics: ACCOUNTS },
  T1080: { name: 'Taint Shared Content', tactics: ['lateral-movement'] },
  T1087: { name: 'Account Discovery', tactics: ['discovery'] },
  'T1087.004': { name: 'Cloud Account', tactics: ['discovery'] },
  T1098: { name: 'Account Manipulation', tactics: MANIPULATION },
  'T1098.001': { name: 'Additional Cloud Credentials', tactics: MANIPULATION },
  'T1098.002': { name: 'Additional Email Delegate Permissions', tactics: MANIPULATION },
  'T1098.003': { name: 'Additional Cloud Roles', tactics: MANIPULATION },
  'T1098.005': { name: 'Device Registration', tactics: MANIPULATION },
  T1110: { name: 'Brute Force', tactics: ['credential-access'] },
  'T1110.001': { name: 'Password Guessing', tactics: ['credential-access'] },
  'T1110.003': { name: 'Password Spraying', tactics: ['credential-access'] },
  'T1110.004': { name: 'Credential Stuffing', tactics: ['credential-access'] },
  T1114: { name: 'Email Collection', tactics: ['collection'] },
  'T1114.002': { name: 'Remote Email Collection', tactics: ['collection'] },
  'T1114.003': { name: 'Email Forwarding Rule', tactics: ['collection'] },
  T1136: { name: 'Create Account', tactics: ['persistence'] },
  'T1136.003': { name: 'Cloud Account', tactics: ['persistence'] },
  T1137: { name: 'Office Application Startup', tactics: ['persistence'] },
  'T1137.005': { name: 'Outlook Rules', tactics: ['persistence'] },
  T1176: { name: 'Browser Extensions', tactics: ['persistence'] },
  T1185: { name: 'Browser Session Hijacking', tactics: ['collection'] },
  T1199: { name: 'Trusted Relationship', tactics: ['initial-access'] },
  T1204: { name: 'User Execution', tactics: ['execution'] },
  'T1204.001': { name: 'Malicious Link', tactics: ['execution'] },
  'T1204.002': { name: 'Malicious File', tactics: ['execution'] },
  T1213: { name: 'Data from Information Repositories', tactics: ['collection'] },
  'T1213.002': { name: 'Sharepoint', tactics: ['collection'] },
  T1484: { name: 'Domain or Tenant Policy Modification', tactics: POLICY },
  'T1484.002': { name: 'Trust Modification', tactics: POLICY },
  T1485: { name: 'Data Destruction', tactics: ['impact'] },
  T1486: { name: 'Data Encrypted for Impact', tactics: ['impact'] },
  T1489: { name: 'Service Stop', tactics: ['impact'] },
  T1490: { name: 'Inhibit System Recovery', tactics: ['impact'] },
  T1528: { name: 'Steal Application Access Token', tactics: ['credential-access'] },
  T1530: { name: 'Data from Cloud Storage', tactics: ['collection'] },
  T1531: { name: 'Account Access Removal', tactics: ['impact'] },
  T1534: { name: 'Internal Spearphishing', tactics: ['lateral-movement'] },
  T1537: { name: 'Transfer Data to Cloud Account', tactics: ['exfiltration'] },
  T1539: { name: 'Steal Web Session Cookie', tactics: ['credential-access'] },
  T1548: { name: 'Abuse Elevation Control Mechanism', tactics: POLICY },
  T1550: { name: 'Use Alternate Authentication Material', tactics: TOKENS },
  'T1550.001': { name: 'Application Access Token', tactics: TOKENS },
  'T1550.004': { name: 'Web Session Cookie', tactics: TOKENS },
  T1552: { name: 'Unsecured Credentials', tactics: ['credential-access'] },
  T1556: { name: 'Modify Authentication Process', tactics: AUTHENTICATION },
  'T1556.006': { name: 'Multi-Factor Authentication', tactics: AUTHENTICATION },
  'T1556.007': { name: 'Hybrid Identity', tactics: AUTHENTICATION },
  'T1556.009': { name: 'Conditional Access Policies', tactics: AUTHENTICATION },
  T1557: { name: 'Adversary-in-the-Middle', tactics: ['credential-access', 'collection'] },
  T1562: { name: 'Impair Defenses', tactics: ['defense-evasion'] },
  'T1562.001': { name: 'Disable or Modify Tools', tactics: ['defense-evasion'] },
  'T1562.007': { name: 'Disable or Modify Cloud Firewall', tactics: ['defense-evasion'] },
  'T1562.008': { name: 'Disable or Modify Cloud Logs', tactics: ['defense-evasion'] },
  T1564: { name: 'Hide Artifacts', tactics: ['defense-evasion'] },
  'T1564.008': { name: 'Email Hiding Rules', tactics: ['defense-evasion'] },
  T1566: { name: 'Phishing', tactics: ['initial-access'] },
  'T1566.001': { name: 'Spearphishing Attachment', tactics: ['initial-access'] },
  'T1566.002': { name: 'Spearphishing Link', tactics: ['initial-access'] },
  'T1566.003': { name: 'Spearphishing via Service', tactics: ['initial-access'] },
  T1567: { name: 'Exfiltration Over Web Service', tactics: ['exfiltration'] },
  'T1567.002': { name: 'Exfiltration to Cloud Storage', tactics: ['exfiltration'] },
  T1586: { name: 'Compromise Accounts', tactics: ['resource-development'] },
  'T1586.002': { name: 'Email Accounts', tactics: ['resource-development'] },
  T1598: { name: 'Phishing for Information', tactics: ['reconnaissance'] },
  T1606: { name: 'Forge Web Credentials', tactics: ['credential-access'] },
  'T1606.002': { name: 'SAML Tokens', tactics: ['credential-access'] },
  T1619: { name: 'Cloud Storage Object Discovery', tactics: ['discovery'] },
  T1621: { name: 'Multi-Factor Authentication Request Generation', tactics: ['credential-access'] },
  T1649: { name: 'Steal or Forge Authentication Certificates', tactics: ['credential-access'] },
  T1654: { name: 'Log Enumeration', tactics: ['discovery'] },
  T1656: { name: 'Impersonation', tactics: ['defense-evasion'] },
};

/** The name with that of the parent technique before it, as MITRE writes it. */
export function techniqueName(id: string): string {
  const own = TECHNIQUES[id]?.name ?? '';
  const parent = id.includes('.') ? TECHNIQUES[id.slice(0, id.indexOf('.'))]?.name : undefined;
  return parent === undefined ? own : `${parent}: ${own}`;
}
