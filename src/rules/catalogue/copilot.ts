import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Theme } from '../model.ts';
import { is, matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { ADA, ADMIN, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 2450 + offset;

const GROUPS = ['o365_copilot'];

const interaction = (data: object = {}, over = {}) => ({
  Workload: 'Copilot',
  RecordType: 261,
  Operation: 'CopilotInteraction',
  UserId: ADA,
  ClientIP: '198.51.100.10',
  CopilotEventData: {
    AppHost: 'Word',
    Messages: [{ Id: '1', isPrompt: true }],
    AccessedResources: [],
    AISystemPlugin: [],
    ...data,
  },
  ...over,
});
const labelled = {
  AccessedResources: [
    { Name: 'plan.docx', Action: 'Read', SensitivityLabelId: '66666666-0000-4000-8000-000000000001' },
  ],
};
const admin = (RecordType: number, Operation: string) => ({
  Workload: 'Copilot',
  RecordType,
  Operation,
  UserId: ADMIN,
});

/** What people ask of artificial intelligence, what it read for them, and who builds agents. */
export const COPILOT: Theme = {
  name: 'copilot',
  title: 'Copilot and AI applications',
  rules: [
    defineRule({
      id: at(0),
      level: 3,
      parent: NODE.copilot,
      fields: [
        operation(
          'CopilotInteraction',
          'AIAppInteraction',
          'ConnectedAIAppInteraction',
          'TeamCopilotInteraction',
        ),
      ],
      description: 'Copilot: $(office_365.UserId) asked in $(office_365.CopilotEventData.AppHost).',
      groups: GROUPS,
      compliance: 'dataAccess',
      why: 'A question and its answer.',
      hits: [interaction()],
      misses: [admin(310, 'CreatePlugin')],
    }),
    defineRule({
      id: at(1),
      level: 10,
      parent: at(0),
      fields: [matches('CopilotEventData.Messages', /"JailbreakDetected":\s*true/i)],
      description:
        'Copilot: $(office_365.UserId) tried to talk Copilot out of its limits (jailbreak), from $(srcip).',
      groups: [...GROUPS, 'attack'],
      compliance: 'attack',
      mitre: ['T1213'],
      why: 'Microsoft recognised a jailbreak in the prompt.',
      whatToDo: 'Look at what else the user asked, and at their sign-ins.',
      hits: [interaction({ Messages: [{ Id: '1', isPrompt: true, JailbreakDetected: true }] })],
      misses: [interaction({ Messages: [{ Id: '1', isPrompt: true, JailbreakDetected: false }] })],
    }),
    defineRule({
      id: at(2),
      level: 12,
      parent: at(0),
      fields: [matches('CopilotEventData.AccessedResources', /"XPIADetected":\s*true/i)],
      description:
        'Copilot: a document or mail gave Copilot hidden orders (prompt injection) in a chat of $(office_365.UserId).',
      groups: [...GROUPS, 'attack'],
      compliance: 'attack',
      mitre: ['T1566', 'T1213'],
      why: 'Somebody prepared content so that Copilot works for them, for example to send data out.',
      whatToDo: 'Find the content in AccessedResources and who brought it in; remove it.',
      hits: [interaction({ AccessedResources: [{ Name: 'trap.docx', XPIADetected: true }] })],
      misses: [interaction({ AccessedResources: [{ Name: 'plan.docx', XPIADetected: false }] })],
    }),
    defineRule({
      id: at(3),
      level: 4,
      parent: at(0),
      fields: [matches('CopilotEventData.AccessedResources', /"SensitivityLabelId":\s*"[0-9a-f]/i)],
      description:
        'Copilot: labelled content was read for $(office_365.UserId) in $(office_365.CopilotEventData.AppHost).',
      groups: GROUPS,
      compliance: 'dataAccess',
      mitre: ['T1213'],
      why: 'Counted by the next rule.',
      hits: [interaction(labelled)],
      misses: [interaction({ AccessedResources: [{ Name: 'plan.docx' }] })],
    }),
    defineRule({
      id: at(4),
      level: 9,
      parent: at(3),
      correlation: {
        frequency: 20,
        timeframeSeconds: 1800,
        ignoreSeconds: 60,
        matchedRule: at(3),
        same: ['UserId'],
      },
      description: 'Copilot: labelled content was read for $(office_365.UserId) 20 times within 30 minutes.',
      groups: [...GROUPS, 'o365_discovery', 'attack'],
      compliance: 'dataAccess',
      mitre: ['T1213', 'T1530'],
      why: 'Copilot searches better than any intruder.',
      whatToDo: 'Look at the resources; check the sign-ins of the user.',
      hits: [times(20, () => interaction(labelled))],
      misses: [times(19, () => interaction(labelled))],
    }),
    defineRule({
      id: at(5),
      level: 6,
      parent: at(0),
      fields: [
        matches(
          'CopilotEventData.AccessedResources',
          /"(?:Status|PolicyDetails)":\s*"(?:failure|denied|blocked)/i,
        ),
      ],
      description:
        'Copilot: content was refused to $(office_365.UserId) in $(office_365.CopilotEventData.AppHost).',
      groups: [...GROUPS, 'policy_violation'],
      compliance: 'dataAccess',
      mitre: ['T1213'],
      why: 'The user asked for what they, or Copilot, may not read.',
      whatToDo: 'Look at whether it happens again.',
      hits: [interaction({ AccessedResources: [{ Name: 'secret.docx', Status: 'failure' }] })],
      misses: [interaction({ AccessedResources: [{ Name: 'plan.docx', Status: 'success' }] })],
    }),
    defineRule({
      id: at(6),
      level: 6,
      parent: NODE.copilot,
      fields: [is('RecordType', '310', '311', '313', '320', '321', '323', '383', '384', '389', '390')],
      description:
        'Copilot: $(office_365.UserId) made or changed an agent, plugin or trigger: $(office_365.Operation)',
      groups: [...GROUPS, 'policy_changed'],
      compliance: 'policyChange',
      mitre: ['T1098', 'T1176'],
      why: 'Agents act with the rights of those who use them; plugins reach outside services.',
      whatToDo: 'Check author, connections and who may use it.',
      hits: [admin(310, 'CreatePlugin'), admin(390, 'CreateAgent')],
      misses: [admin(312, 'DeletePlugin')],
    }),
    defineRule({
      id: at(7),
      level: 5,
      parent: NODE.copilot,
      fields: [is('RecordType', '312', '314', '315', '316', '317', '318', '319', '322', '324', '373')],
      description:
        'Copilot: $(office_365.UserId) changed a workspace, plugin or prompt book: $(office_365.Operation)',
      groups: [...GROUPS, 'policy_changed'],
      compliance: 'policyChange',
      why: 'Administration of Security Copilot.',
      hits: [admin(312, 'DeletePlugin')],
      misses: [admin(310, 'CreatePlugin')],
    }),
    defineRule({
      id: at(8),
      level: 8,
      parent: NODE.copilot,
      fields: [is('RecordType', '325')],
      description: 'Copilot: $(office_365.UserId) changed settings for everybody: $(office_365.Operation)',
      groups: [...GROUPS, 'policy_changed'],
      compliance: 'policyChange',
      mitre: ['T1562'],
      why: 'Web search, plugins or logging may be open.',
      whatToDo: 'Compare with what was agreed.',
      hits: [admin(325, 'UpdateTenantSettings')],
      misses: [admin(310, 'CreatePlugin')],
    }),
    defineRule({
      id: at(9),
      level: 8,
      parent: NODE.copilot,
      fields: [is('RecordType', '362')],
      description:
        'Copilot: $(office_365.UserId) exported conversations with Copilot: $(office_365.Operation)',
      groups: [...GROUPS, 'o365_exfiltration'],
      compliance: 'dataLoss',
      mitre: ['T1213', 'T1530'],
      why: 'Prompts and answers of users hold what they work on.',
      whatToDo: 'Check for the case behind it.',
      hits: [admin(362, 'AIInteractionsExported')],
      misses: [admin(310, 'CreatePlugin')],
    }),
  ],
};
