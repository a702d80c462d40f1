/**
 * The decoder file. A decoder of our own before the stock JSON one keeps our events apart (`decoded_as`), and siblings of the JSON
 * child fill `srcip` and `dstuser` from the unchanged event, so that `<srcip>`, `same_srcip`, `$(srcip)`, CDB address lists, GeoIP and
 * active response work.
 *
 * A child regex on the parent itself, or `<parent>json</parent>`, would switch the JSON decoding off.
 */
export const DECODERS_XML = `<!--
  o365-wazuh: decoder for Microsoft 365 audit events.
  The file name must sort before 0006-json_decoders.xml, or the stock JSON decoder takes the events.
-->
<decoder name="office_365">
  <prematch>^{"office_365":</prematch>
</decoder>

<decoder name="office_365_fields">
  <parent>office_365</parent>
  <plugin_decoder>JSON_Decoder</plugin_decoder>
</decoder>

<!-- 192.0.2.1, 192.0.2.1:443, [192.0.2.1]:443, 2001:db8::1, [2001:db8::1]:443, ::ffff:192.0.2.1; host names and blanks are left out -->
<decoder name="office_365_fields">
  <parent>office_365</parent>
  <regex type="pcre2">"(?:ClientIP|ClientIPAddress|ActorIpAddress|UserIp|SenderIp)":"\\[?(?:(?:::)?(?i:ffff):)?((?:\\d{1,3}\\.){3}\\d{1,3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(?:\\]?:\\d{1,5}|\\])?"</regex>
  <order>srcip</order>
</decoder>

<decoder name="office_365_fields">
  <parent>office_365</parent>
  <regex type="pcre2">"UserId":"([^"]+)"</regex>
  <order>dstuser</order>
</decoder>
`;
