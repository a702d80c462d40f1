import { FIELD, office } from '../fields.ts';
import { every, is, some } from '../kql.ts';
import type { Board } from '../model.ts';
import {
  APPS_ADDED,
  APP_CREDENTIALS,
  AUTHENTICATION_CHANGES,
  CONDITIONAL_ACCESS,
  CONSENTS,
  GROUP_LIFE_CYCLE,
  ROLE_CHANGES,
  TENANT_POLICIES,
  USER_LIFE_CYCLE,
} from '../operation-groups.ts';
import { EVENTS, LAST_SEEN, byGroup, distinct, operations, top } from '../terms.ts';
import { COMMON_COLUMNS, COMMON_CONTROLS } from './overview.ts';

/** Changes in the Entra directory. */
const DIRECTORY = is(FIELD.recordType, '8');
const LIFE_CYCLES = [USER_LIFE_CYCLE, GROUP_LIFE_CYCLE];
const APPS = [CONSENTS, APP_CREDENTIALS, APPS_ADDED];
const POLICIES = [CONDITIONAL_ACCESS, TENANT_POLICIES, AUTHENTICATION_CHANGES];

export const ADMIN: Board = {
  id: 'admin',
  title: 'Microsoft 365 – Administration and privilege',
  description: 'Changes of the directory: roles, apps and their rights, policies, users and groups.',
  query: some(DIRECTORY, operations(ROLE_CHANGES)),
  controls: [...COMMON_CONTROLS, { field: FIELD.object, label: 'Object' }],
  rows: [
    {
      height: 7,
      panels: [
        {
          kind: 'figures',
          id: 'figures',
          title: 'Key figures',
          width: 48,
          metrics: [EVENTS],
          split: byGroup([
            ROLE_CHANGES,
            CONSENTS,
            APP_CREDENTIALS,
            CONDITIONAL_ACCESS,
            AUTHENTICATION_CHANGES,
          ]),
        },
      ],
    },
    {
      height: 13,
      panels: [
        {
          kind: 'time',
          shape: 'area',
          id: 'operations-over-time',
          title: 'Operations over time',
          width: 32,
          split: top(FIELD.operation, 10, 'Operation'),
        },
        {
          kind: 'bars',
          id: 'properties',
          title: 'What was changed',
          width: 16,
          by: top(office('ModifiedProperties.Name'), 15, 'Property'),
        },
      ],
    },
    {
      height: 16,
      panels: [
        {
          kind: 'table',
          id: 'roles',
          title: 'Roles given',
          query: operations(ROLE_CHANGES),
          width: 24,
          metrics: [EVENTS, LAST_SEEN],
          by: [top(FIELD.operation, 6, 'Operation'), top(FIELD.user, 10, 'By'), top(FIELD.object, 10, 'To')],
        },
        {
          kind: 'table',
          id: 'apps',
          title: 'Apps: consent, permissions, credentials',
          query: operations(...APPS),
          width: 24,
          metrics: [EVENTS, LAST_SEEN],
          by: [byGroup(APPS), top(FIELD.operation, 6, 'Operation'), top(FIELD.user, 10, 'By')],
        },
      ],
    },
    {
      height: 16,
      panels: [
        {
          kind: 'table',
          id: 'policies',
          title: 'Policies, domains, authentication',
          query: operations(...POLICIES),
          width: 24,
          metrics: [EVENTS, LAST_SEEN],
          by: [byGroup(POLICIES), top(FIELD.operation, 10, 'Operation'), top(FIELD.user, 10, 'By')],
        },
        {
          kind: 'time',
          shape: 'histogram',
          id: 'life-cycles',
          title: 'Users and groups over time',
          query: operations(...LIFE_CYCLES),
          width: 24,
          split: byGroup(LIFE_CYCLES),
        },
      ],
    },
    {
      height: 16,
      panels: [
        {
          kind: 'table',
          id: 'administrators',
          title: 'Who changes things',
          width: 24,
          metrics: [EVENTS, distinct(FIELD.operation, 'Operations'), LAST_SEEN],
          by: [top(FIELD.user, 20, 'User'), top(FIELD.userType, 1, 'User type')],
        },
        {
          kind: 'table',
          id: 'rules',
          title: 'Rules of level 7 and above',
          query: every(`${FIELD.level} >= 7`),
          width: 24,
          metrics: [EVENTS, LAST_SEEN],
          by: [top(FIELD.rule, 20, 'Rule'), top(FIELD.level, 1, 'Level')],
        },
      ],
    },
  ],
  columns: [...COMMON_COLUMNS, FIELD.object, FIELD.result, FIELD.level, FIELD.rule],
};
