import { useEffect, useRef, useState } from 'react';
import type { ExtensionManager } from '../viewer/host/ohif';
import { hasFindings } from '../viewer/session/studyFindings';
import { useTexts } from './useTexts';

/** The product's own name stands on the button that opens its mode, in the same list. */
const NAME = 'Spine AI';

/** A row of OHIF's study list, since 3.13. */
interface StudyRow {
  readonly original: { readonly studyInstanceUid?: string; readonly modalities?: string };
}

interface CellProps {
  readonly row: StudyRow;
  readonly extensionManager: Pick<ExtensionManager, 'getActiveDataSource'>;
}

/** Says that a study has findings; empty where it has none, or while that is asked. */
function FindingsCell({ row: { original }, extensionManager }: CellProps) {
  const { studyInstanceUid = '', modalities = '' } = original;
  const [found, setFound] = useState(false);
  const t = useTexts();
  useEffect(() => {
    let shown = true;
    const [dataSource] = extensionManager.getActiveDataSource();
    if (dataSource && studyInstanceUid) {
      void hasFindings(dataSource, studyInstanceUid, modalities).then(
        has => shown && setFound(has)
      );
    }
    return () => {
      shown = false;
    };
  }, [extensionManager, studyInstanceUid, modalities]);
  return found ? (
    <span data-cy="deepspine-has-findings" data-study={studyInstanceUid}>
      {t('worklistFindings')}
    </span>
  ) : null;
}

/**
 * The column's name. OHIF puts a box to filter by below every column, for a search that archives answer; none of them
 * knows this column, so its box is not offered.
 */
function FindingsHeader() {
  const name = useRef<HTMLSpanElement>(null);
  // The row of boxes is drawn anew as columns come and go, and this with it.
  useEffect(() => {
    const head = name.current?.closest('th');
    const row = head?.closest('table')?.querySelector<HTMLTableRowElement>('tr[data-filter-row]');
    const box = head && row?.cells[head.cellIndex]?.querySelector('input');
    if (box) {
      box.style.display = 'none';
    }
  });
  return <span ref={name}>{NAME}</span>;
}

/**
 * The customization of OHIF's study list that adds a column with the studies that have findings. Viewers before 3.13
 * have no such list of columns, and stay as they are.
 */
export const workListCustomization = (
  extensionManager: Pick<ExtensionManager, 'getActiveDataSource'>
) => ({
  'workList.columns': {
    $apply: (columns: unknown) =>
      Array.isArray(columns)
        ? [
            ...(columns as unknown[]),
            {
              id: 'deepspine',
              header: () => <FindingsHeader />,
              enableSorting: false,
              enableColumnFilter: false,
              accessorFn: () => '',
              cell: ({ row }: { readonly row: StudyRow }) => (
                <FindingsCell row={row} extensionManager={extensionManager} />
              ),
              meta: { label: NAME, minWidth: 100 },
            },
          ]
        : columns,
  },
});
