import type { ReportCheck } from '../reporting/check';
import { useTexts, type Translate } from './useTexts';

type Understood = ReportCheck['understood'][number];

/** 'L4-L5 disc herniation: “left subarticular extrusion”' */
const heading = ({ level, finding }: Understood, t: Translate): string => {
  const name = t(`extended-${finding}`);
  return level === 'unspecified' ? name : `${level} ${name}`;
};

interface QuotesProps {
  readonly name: string;
  readonly title: string;
  readonly lines: readonly {
    readonly kind: string;
    readonly words: string;
    readonly quote?: string;
  }[];
}

/** A list, most of it a report's own words, closed until somebody asks for it. */
function Quotes({ name, title, lines }: QuotesProps) {
  return lines.length > 0 ? (
    <details className="deepspine-hint" data-cy={name}>
      <summary>{title}</summary>
      <ul className="deepspine-quotes">
        {lines.map(({ kind, words, quote }, i) => (
          <li key={i} data-kind={kind}>
            {words}
            {quote !== undefined && (
              <>
                : <q>{quote}</q>
              </>
            )}
          </li>
        ))}
      </ul>
    </details>
  ) : null;
}

/** What of a report was read beyond the nine conditions, what it is silent about, and which words were not read. */
export function ReportReading({ check }: { readonly check: ReportCheck }) {
  const { understood, silent, unread } = check;
  const t = useTexts();
  return (
    <>
      <Quotes
        name="deepspine-check-understood"
        title={t('checkUnderstood', { findings: understood.length })}
        lines={understood.map(one => ({
          kind: one.finding,
          words: heading(one, t),
          quote: one.quote,
        }))}
      />
      <Quotes
        name="deepspine-check-silent"
        title={t('checkSilent', { gradings: silent.length })}
        lines={silent.map(({ level, grading, grade }) => ({
          kind: grading,
          words: `${level} ${t(`grading-${grading}`)}${grade === 'present' ? '' : ` ${grade}`}`,
        }))}
      />
      <Quotes
        name="deepspine-check-unread"
        title={t('checkUnread', { clauses: unread.length })}
        lines={unread.map(({ reason, quote }) => ({
          kind: reason,
          words: t(`unread-${reason}`),
          quote,
        }))}
      />
    </>
  );
}
