/** An alert of Microsoft’s with a level of our own. */
export interface NamedAlert {
  readonly offset: number;
  readonly level: number;
  readonly name: RegExp;
  readonly sample: string;
  readonly mitre: readonly string[];
  readonly why: string;
}

/** Microsoft’s own alerts that deserve another level than their severity gives them. They come by two ways: from Purview and from Defender for Cloud Apps. */
export const NAMED_ALERTS: readonly NamedAlert[] = [
  {
    offset: 0,
    level: 13,
    name: /ransomware/i,
    sample: 'Potential ransomware activity',
    mitre: ['T1486'],
    why: 'Files are renamed or overwritten in the manner of ransomware.',
  },
  {
    offset: 1,
    level: 10,
    name: /(?:mass|unusual volume of|unusual) .*?delet/i,
    sample: 'Unusual volume of file deletion',
    mitre: ['T1485'],
    why: 'More files than usual were deleted.',
  },
  {
    offset: 2,
    level: 10,
    name: /(?:mass|unusual) .*?download|data exfiltration/i,
    sample: 'Mass download by a single user',
    mitre: ['T1530', 'T1567'],
    why: 'More files than usual left, or went to services nobody approved.',
  },
  {
    offset: 3,
    level: 12,
    name: /user restricted from sending|user restricted from sharing/i,
    sample: 'User restricted from sending email',
    mitre: ['T1534', 'T1586.002'],
    why: 'The account sent so much bad mail that Microsoft shut it.',
  },
  {
    offset: 4,
    level: 10,
    name: /suspicious (?:e-?mail sending|email forwarding|inbox)|inbox (?:manipulation|forwarding)/i,
    sample: 'Suspicious email sending patterns detected',
    mitre: ['T1114.003', 'T1564.008'],
    why: 'The mailbox behaves like a taken one.',
  },
  {
    offset: 5,
    level: 10,
    name: /malicious URL click|messages? containing .*?delivered|phish delivered/i,
    sample: 'A potentially malicious URL click was detected',
    mitre: ['T1566.002', 'T1204.001'],
    why: 'A user clicked, or bad mail reached a mailbox.',
  },
  {
    offset: 6,
    level: 6,
    name: /removed after delivery|reported by user as|creation of forwarding\/redirect rule/i,
    sample: 'Email reported by user as malware or phish',
    mitre: ['T1566'],
    why: 'Zero-hour purge, a report of a user, or a rule that other detections judge as well.',
  },
  {
    offset: 7,
    level: 9,
    name: /eDiscovery search started or exported/i,
    sample: 'eDiscovery search started or exported',
    mitre: ['T1114.002'],
    why: 'Somebody searches or exports content of others.',
  },
  {
    offset: 8,
    level: 11,
    name: /elevation of exchange admin|unusual .*?administrat|privilege/i,
    sample: 'Elevation of Exchange admin privilege',
    mitre: ['T1098.003'],
    why: 'Rights were raised, or an administrator behaves unlike before.',
  },
  {
    offset: 9,
    level: 10,
    name: /impossible travel|(?:activity|log ?on) from (?:anonymous|suspicious|infrequent|a risky|a tor|botnet)|risky IP/i,
    sample: 'Impossible travel activity',
    mitre: ['T1078.004'],
    why: 'The account is used from where its owner hardly is.',
  },
  {
    offset: 10,
    level: 12,
    name: /terminated user/i,
    sample: 'Activity performed by terminated user',
    mitre: ['T1078.004'],
    why: 'Somebody who left still works here.',
  },
  {
    offset: 11,
    level: 10,
    name: /(?:suspicious|malicious|misleading|unusual) .*?(?:OAuth|app\b)/i,
    sample: 'Suspicious OAuth app file download activities',
    mitre: ['T1528', 'T1530'],
    why: 'An application behaves like a malicious one.',
  },
  {
    offset: 12,
    level: 11,
    name: /malware (?:campaign|detected)|phish(?:ing)? campaign/i,
    sample: 'Malware campaign detected after delivery',
    mitre: ['T1566.001'],
    why: 'Many users got the same attack.',
  },
  {
    offset: 13,
    level: 9,
    name: /multiple failed (?:login|user log on)/i,
    sample: 'Multiple failed login attempts',
    mitre: ['T1110'],
    why: 'Somebody guesses passwords.',
  },
];
