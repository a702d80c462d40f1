import type { Theme } from '../model.ts';
import { FILE_OPERATIONS } from './file-operations.ts';
import { SHARING } from './sharing.ts';
import { SITES } from './sites.ts';

export const FILES_AND_SHARING: Theme = {
  name: 'files-and-sharing',
  title: 'Files and sharing',
  rules: [...SHARING, ...FILE_OPERATIONS, ...SITES],
};
