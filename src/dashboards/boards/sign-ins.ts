import { OUTCOME_COLORS } from '../colors.ts';
import { FIELD, office } from '../fields.ts';
import { is } from '../kql.ts';
import type { Board, Filters } from '../model.ts';
import { SIGN_IN_FAILED, SIGN_IN_SUCCEEDED } from '../operation-groups.ts';
import { EVENTS, LAST_SEEN, distinct, top } from '../terms.ts';
import { COMMON_COLUMNS, COMMON_CONTROLS } from './overview.ts';

const SUCCEEDED = is(FIELD.operation, SIGN_IN_SUCCEEDED);
const FAILED = is(FIELD.operation, SIGN_IN_FAILED);

/** By operation: `ResultStatus` says "Success" for many a failed sign-in. */
const BY_OUTCOME: Filters = {
  filters: [
    { label: 'Succeeded', query: SUCCEEDED },
    { label: 'Failed', query: FAILED },
  ],
};

export const SIGN_INS: Board = {
  id: 'sign-ins',
  title: 'Microsoft 365 – Sign-ins',
  description: 'Who signed in or tried to, from where, and what spoke against it.',
  query: is(FIELD.operation, SIGN_IN_SUCCEEDED, SIGN_IN_FAILED),
  controls: [...COMMON_CONTROLS, { field: FIELD.country, label: 'Country' }],
  rows: [
    {
      height: 7,
      panels: [
        {
          kind: 'figures',
          id: 'outcomes',
          title: 'Sign-ins',
          width: 20,
          metrics: [EVENTS],
          split: BY_OUTCOME,
        },
        {
          kind: 'figures',
          id: 'figures',
          title: 'Who and from where',
          width: 28,
          metrics: [
            distinct(FIELD.user, 'Users'),
            distinct(FIELD.address, 'Addresses'),
            distinct(FIELD.country, 'Countries'),
          ],
        },
      ],
    },
    {
      height: 13,
      panels: [
        {
          kind: 'time',
          shape: 'line',
          id: 'over-time',
          title: 'Succeeded and failed over time',
          width: 32,
          split: BY_OUTCOME,
          colors: OUTCOME_COLORS,
        },
        {
          kind: 'bars',
          id: 'reasons',
          title: 'Why sign-ins failed',
          query: FAILED,
          width: 16,
          by: top(office('LogonError'), 15, 'Reason'),
        },
      ],
    },
    {
      height: 18,
      panels: [
        {
          kind: 'table',
          id: 'users-under-attack',
          title: 'Users with failed sign-ins',
          description: 'Many failures from many addresses: somebody tries passwords on this user.',
          query: FAILED,
          width: 24,
          metrics: [
            { type: 'count', label: 'Failed' },
            distinct(FIELD.address, 'Addresses'),
            distinct(FIELD.country, 'Countries'),
            LAST_SEEN,
          ],
          by: [top(FIELD.user, 20, 'User')],
        },
        {
          kind: 'table',
          id: 'spraying-addresses',
          title: 'Addresses that fail for many users',
          description: 'Many users from one address: a password spray.',
          query: FAILED,
          width: 24,
          metrics: [distinct(FIELD.user, 'Users'), { type: 'count', label: 'Failed' }, LAST_SEEN],
          by: [top(FIELD.address, 20, 'Address')],
        },
      ],
    },
    {
      height: 16,
      panels: [
        { kind: 'map', id: 'map', title: 'Where from', width: 32 },
        {
          kind: 'bars',
          id: 'countries',
          title: 'Countries',
          width: 16,
          by: top(FIELD.country, 15, 'Country'),
        },
      ],
    },
    {
      height: 16,
      panels: [
        {
          kind: 'table',
          id: 'many-countries',
          title: 'Users in several countries',
          query: SUCCEEDED,
          width: 16,
          metrics: [
            distinct(FIELD.country, 'Countries'),
            distinct(FIELD.address, 'Addresses'),
            { type: 'count', label: 'Sign-ins' },
          ],
          by: [top(FIELD.user, 20, 'User')],
        },
        {
          kind: 'bars',
          id: 'applications',
          title: 'Applications',
          width: 16,
          by: top(office('ApplicationId'), 15, 'Application id'),
        },
        {
          kind: 'table',
          id: 'rules',
          title: 'Rules',
          width: 16,
          metrics: [EVENTS],
          by: [top(FIELD.rule, 20, 'Rule'), top(FIELD.level, 1, 'Level')],
        },
      ],
    },
  ],
  columns: [
    ...COMMON_COLUMNS,
    FIELD.country,
    office('LogonError'),
    office('ApplicationId'),
    FIELD.level,
    FIELD.rule,
  ],
};
