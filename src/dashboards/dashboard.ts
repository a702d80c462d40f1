import { controlsPanel, eventsSearch, linksPanel } from './board-tools.ts';
import type { Board } from './model.ts';
import { type Reference, type SavedObject, savedObject } from './saved-object.ts';
import { visualization } from './visualization.ts';

const GRID_WIDTH = 48;
const LINKS_HEIGHT = 4;
const CONTROLS_HEIGHT = 6;
const EVENTS_HEIGHT = 20;

interface Placed {
  readonly object: SavedObject;
  /** What stands over the panel; an empty text leaves the panel without a title. */
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/**
 * Everything of one dashboard: its panels' objects, and itself last.
 *
 * @param boards all of them, for the links.
 */
export function dashboard(board: Board, boards: readonly Board[]): readonly SavedObject[] {
  const placed = place(board, boards);
  const references = placed.map(({ object }, index): Reference => ({
    name: `panel_${index}`,
    type: object.type,
    id: object.id,
  }));
  const panels = placed.map(({ title, x, y, w, h }, index) => ({
    version: '7.10.0',
    gridData: { x, y, w, h, i: String(index + 1) },
    panelIndex: String(index + 1),
    embeddableConfig: title === '' ? { hidePanelTitles: true } : {},
    ...(title === '' ? {} : { title }),
    panelRefName: `panel_${index}`,
  }));
  const itself = savedObject(
    'dashboard',
    board.id,
    {
      title: board.title,
      description: board.description,
      hits: 0,
      version: 1,
      // Not restored: the time that the analyst looks at stays when a link leads to the next dashboard.
      timeRestore: false,
      optionsJSON: JSON.stringify({ hidePanelTitles: false, useMargins: true }),
      panelsJSON: JSON.stringify(panels),
      kibanaSavedObjectMeta: {
        searchSourceJSON: JSON.stringify({ query: { query: '', language: 'kuery' }, filter: [] }),
      },
    },
    references,
  );
  return [...placed.map(one => one.object), itself];
}

function place(board: Board, boards: readonly Board[]): readonly Placed[] {
  const placed: Placed[] = [];
  let y = 0;
  const addRow = (
    height: number,
    row: readonly { object: SavedObject; title: string; width: number }[],
  ): void => {
    let x = 0;
    for (const { object, title, width } of row) {
      placed.push({ object, title, x, y, w: width, h: height });
      x += width;
    }
    y += height;
  };
  addRow(LINKS_HEIGHT, [{ object: linksPanel(board, boards), title: '', width: GRID_WIDTH }]);
  addRow(CONTROLS_HEIGHT, [{ object: controlsPanel(board), title: '', width: GRID_WIDTH }]);
  for (const { height, panels } of board.rows) {
    addRow(
      height,
      panels.map(panel => ({ object: visualization(board, panel), title: panel.title, width: panel.width })),
    );
  }
  addRow(EVENTS_HEIGHT, [{ object: eventsSearch(board), title: 'Events', width: GRID_WIDTH }]);
  return placed;
}
