import type { Category } from './decoder-model.ts';
import type { RulesetFile } from './read-decoders.ts';

/** Categories in the order of Wazuh's root rules, whose ids count from 1. */
const ROOT_CATEGORIES: readonly Category[] = [
  'syslog',
  'firewall',
  'ids',
  'web-log',
  'squid',
  'windows',
  'ossec',
];

/** In place of the stock file of this name: the root rules of every Wazuh: one a category, silent. All other rules hang below one of them. */
export const BUILT_IN_ROOTS: RulesetFile = {
  name: '0010-rules_config.xml',
  text: ROOT_CATEGORIES.map(
    (category, index) => `<group name="${category},">
  <rule id="${index + 1}" level="0" noalert="1">
    <category>${category}</category>
    <description>Root of the ${category} rules.</description>
  </rule>
</group>`,
  ).join('\n'),
};

/** In place of the stock file of this name: the decoders that take JSON which no other decoder took. The first takes events that mention Microsoft Graph, wherever they do. */
export const BUILT_IN_DECODERS: RulesetFile = {
  name: '0006-json_decoders.xml',
  text: String.raw`<decoder name="json-msgraph">
  <prematch>"integration":"ms-graph"</prematch>
  <plugin_decoder>JSON_Decoder</plugin_decoder>
  <json_null_field>discard</json_null_field>
</decoder>
<decoder name="json">
  <prematch>^{\s*"</prematch>
  <plugin_decoder>JSON_Decoder</plugin_decoder>
</decoder>`,
};
