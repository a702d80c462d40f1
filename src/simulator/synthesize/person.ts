import { Rng } from '../rng.ts';

/** One user of a synthetic tenant, in all the spellings in which Microsoft's workloads name a user. */
export interface Person {
  /** `amber.finch@contoso.example` */
  readonly upn: string;
  /** The same name in another case: Microsoft's workloads do not agree on one. */
  readonly upnMixed: string;
  readonly displayName: string;
  /** 16 hex digits, upper case as in Exchange's and Entra's events. */
  readonly puid: string;
  /** As in SharePoint's `i:0h.f|membership|…@live.com`. */
  readonly puidLower: string;
  readonly objectId: string;
  readonly sid: string;
}

const COLOURS =
  'Amber,Azure,Coral,Crimson,Ebony,Golden,Indigo,Ivory,Jade,Lilac,Maroon,Ochre,Olive,Pearl,Russet,Saffron,Scarlet,Silver,Umber,Violet'.split(
    ',',
  );
const BIRDS =
  'Avocet,Bittern,Crane,Dunlin,Egret,Finch,Gannet,Heron,Ibis,Jackdaw,Kestrel,Linnet,Merlin,Nightjar,Osprey,Plover,Quail,Raven,Siskin,Wren'.split(
    ',',
  );

/** The 400 users of a tenant: a colour and a bird each, so that no name is a person's. */
export function peopleOf(seed: string | number, domain: string): readonly Person[] {
  const rng = new Rng(seed, 'people', domain);
  return COLOURS.flatMap(colour =>
    BIRDS.map(bird => {
      const puid = `10032${rng.hex(11)}`;
      return {
        upn: `${colour}.${bird}@${domain}`.toLowerCase(),
        upnMixed: `${colour}.${bird}@${domain}`,
        displayName: `${colour} ${bird}`,
        puid: puid.toUpperCase(),
        puidLower: puid,
        objectId: rng.guid(),
        sid: `S-1-5-21-1000000001-1000000002-1000000003-${rng.int(1_000_000, 9_999_999)}`,
      };
    }),
  );
}
