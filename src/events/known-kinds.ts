import { CONVERTED_FIELD, TRIMMED_FIELD } from './fit-limits.ts';
import type { KnownKind } from './kinds.ts';

/** Lists of `{Name, Value}`. A bare text in their place becomes `{"Name": "value", "Value": …}`, so that it stays searchable there. */
export const NAME_VALUE_LISTS: ReadonlySet<string> = new Set([
  'additionaldata',
  'authdetails',
  'deviceproperties',
  'eventdetails',
  'extendedproperties',
  'fields',
  'itemdetails',
  'modifiedfields',
  'operationdetails',
  'operationproperties',
  'parameters',
]);

const OBJECT_LISTS = [
  'modifiedproperties',
  'actor',
  'affecteditems',
  'alertlinks',
  'attachmentdata',
  'copiloteventdata.accessedresources',
  'copiloteventdata.aisystemplugin',
  'copiloteventdata.contexts',
  'copiloteventdata.messages',
  'copiloteventdata.modeltransparencydetails',
  'extraproperties',
  'folders',
  'folders[].folderitems',
  'members',
  'messages',
  'messages[].messageitems',
  'policydetails',
  'policydetails[].rules',
  'sensitiveinfotypedata',
  'sharinginformation',
  'systemoverrides',
  'target',
];

const TEXT_LISTS = [
  TRIMMED_FIELD,
  CONVERTED_FIELD,
  'actions',
  'additionalactionsandresults',
  'copiloteventdata.messageids',
  'exchangemetadata.bcc',
  'exchangemetadata.cc',
  'exchangemetadata.to',
  'receivers',
  'recipients',
  'relatedalertids',
];

const OBJECTS = [
  'appaccesscontext',
  'common',
  'copiloteventdata',
  'destfolder',
  'endpointmetadata',
  'exceptioninfo',
  'exchangemetadata',
  'filedata',
  'folder',
  'item',
  'item.parentfolder',
  'participantinfo',
  'protectioneventdata',
  'sensitivitylabeleventdata',
  'sharepointmetadata',
];

/** Seen as text and as object (Sender, Message, Data), or what rules and the decoder take for text. */
const SCALARS = [
  'actoripaddress',
  'applicationid',
  'clientip',
  'clientipaddress',
  'creationtime',
  'data',
  'id',
  'message',
  'objectid',
  'operation',
  'organizationid',
  'recordtype',
  'resultstatus',
  'sender',
  'useragent',
  'userid',
  'userkey',
  'usertype',
  'version',
  'workload',
];

/**
 * The fields that are known to come in more than one kind, and those on which rules rely, with the kind in which they are useful.
 * From Microsoft's schema (Collection(…) and complex types) and from reports of rejected documents: wazuh/wazuh#25910 and #28448
 * (ModifiedProperties), elastic/beats#22780 and elastic/integrations#13925 (Parameters), elastic/integrations#9493
 * (OperationProperties). All others are learned as they come.
 */
export const KNOWN_KINDS: readonly KnownKind[] = [
  ...[...NAME_VALUE_LISTS, ...OBJECT_LISTS].flatMap((path): KnownKind[] => [
    [path, 'list'],
    [`${path}[]`, 'object'],
  ]),
  ...[...NAME_VALUE_LISTS].flatMap((path): KnownKind[] => [
    [`${path}[].name`, 'scalar'],
    [`${path}[].value`, 'scalar'],
  ]),
  ...['name', 'newvalue', 'oldvalue'].map((key): KnownKind => [`modifiedproperties[].${key}`, 'scalar']),
  ...TEXT_LISTS.flatMap((path): KnownKind[] => [
    [path, 'list'],
    [`${path}[]`, 'scalar'],
  ]),
  ...OBJECTS.map((path): KnownKind => [path, 'object']),
  ...SCALARS.map((path): KnownKind => [path, 'scalar']),
];
