import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { ADA, BOB, directory, signIn } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1300 + offset;

const GROUPS = ['o365_entra', 'o365_device'];

/** Devices in the directory and the secrets kept for them. */
export const DEVICES: readonly Rule[] = [
  defineRule({
    id: at(0),
    level: 4,
    parent: NODE.devices,
    fields: [
      operation(
        'Add device.',
        'Register device.',
        'Add registered owner to device.',
        'Add registered users to device.',
      ),
    ],
    description: 'Entra ID: $(office_365.Operation) $(office_365.ObjectId) by $(office_365.UserId)',
    groups: GROUPS,
    compliance: 'accountChange',
    mitre: ['T1098.005'],
    why: 'A device joined the directory. It can get a primary refresh token.',
    origin: 'Elastic, SOCFortress.',
    hits: [directory('Add registered users to device.')],
    misses: [directory('Delete device.')],
  }),
  defineRule({
    id: at(1),
    level: 13,
    parent: at(0),
    correlation: {
      frequency: 2,
      timeframeSeconds: 86_400,
      matchedGroup: 'o365_suspicious_sign_in',
      same: ['UserId'],
    },
    description: 'Entra ID: $(office_365.UserId) registered a device within a day of a suspicious sign-in.',
    groups: [...GROUPS, 'attack'],
    compliance: 'attack',
    mitre: ['T1098.005', 'T1528'],
    why: 'With a device of their own attackers keep access after a password reset.',
    whatToDo: 'Delete the device, revoke the sessions, reset the password.',
    origin: 'Elastic.',
    hits: [
      [
        signIn({}, { RequestType: 'Cmsi:Cmsi' }),
        directory('Add registered owner to device.', { UserId: ADA }),
      ],
    ],
    misses: [
      [signIn(), directory('Add registered owner to device.', { UserId: ADA })],
      [
        signIn({}, { RequestType: 'Cmsi:Cmsi' }),
        directory('Add registered owner to device.', { UserId: BOB }),
      ],
    ],
  }),
  defineRule({
    id: at(2),
    level: 5,
    parent: NODE.devices,
    fields: [operation('Device no longer compliant.', 'Device no longer managed.')],
    description: 'Entra ID: $(office_365.ObjectId): $(office_365.Operation)',
    groups: GROUPS,
    compliance: 'policyChange',
    why: 'The device lost what Conditional Access asks for.',
    origin: 'Sigma, SOCFortress.',
    hits: [directory('Device no longer compliant.')],
    misses: [directory('Add device.')],
  }),
  defineRule({
    id: at(3),
    level: 4,
    parent: NODE.devices,
    fields: [
      operation(
        'Delete device.',
        'Unregister device.',
        'Disable device.',
        'Remove registered owner from device.',
        'Remove registered users from device.',
      ),
    ],
    description: 'Entra ID: $(office_365.Operation) $(office_365.ObjectId) by $(office_365.UserId)',
    groups: GROUPS,
    compliance: 'accountChange',
    mitre: ['T1531'],
    why: 'A device less.',
    origin: 'SOCFortress.',
    hits: [directory('Delete device.')],
    misses: [directory('Add device.')],
  }),
  defineRule({
    id: at(4),
    level: 7,
    parent: NODE.devices,
    fields: [operation('Read BitLocker key.')],
    description: 'Entra ID: $(office_365.UserId) read a BitLocker key of $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'dataAccess',
    mitre: ['T1552'],
    why: 'With the key anybody who holds the disk reads it.',
    whatToDo: 'Check for a request of the device’s user.',
    falsePositives: 'A help desk.',
    origin: 'Sigma.',
    hits: [directory('Read BitLocker key.')],
    misses: [directory('Add BitLocker key.')],
  }),
  defineRule({
    id: at(5),
    level: 8,
    parent: NODE.devices,
    fields: [matches('Operation', /^Recover device local administrator password/i)],
    description:
      'Entra ID: $(office_365.UserId) read the local administrator password of $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'dataAccess',
    mitre: ['T1552', 'T1078.003'],
    why: 'The password opens the device; reading many is a harvest.',
    whatToDo: 'Check for a support case.',
    origin: 'Sigma.',
    hits: [directory('Recover device local administrator password.')],
    misses: [directory('Update device local administrator password.')],
  }),
  defineRule({
    id: at(6),
    level: 8,
    parent: NODE.devices,
    fields: [matches('Operation', /^Set device registration polic/i)],
    description: 'Entra ID: $(office_365.UserId) changed who may register devices.',
    groups: [...GROUPS, 'policy_changed'],
    compliance: 'policyChange',
    mitre: ['T1484'],
    why: 'Registration without a second factor or without a limit lets attackers bring devices.',
    whatToDo: 'Compare with what was agreed.',
    origin: 'Sigma.',
    hits: [directory('Set device registration policies.')],
    misses: [directory('Update device.')],
  }),
];
