import { usePage } from "./context";
import { Close } from "./icons";
import { nameOf } from "./Sidebar";
import type { Candidate, Glimpse } from "./types";

const VERDICTS: Record<string, string> = {
  same: "The same, Akin says",
  related: "Possibly related",
  silence: "Akin keeps quiet",
  answered: "Answered",
};

/** What the bot did about the last message, or about the one whose thread is open. */
export function Hood({ thread, onClose }: { thread: string; onClose: () => void }) {
  const { seen, channel, go } = usePage();
  const glimpse = seen.glimpses.find((g) => g.ts && g.ts === thread) ?? seen.glimpses.at(-1);
  return (
    <aside className="panel hood" aria-labelledby="hood-title">
      <header className="bar">
        <h2 id="hood-title">Under the hood</h2>
        <button type="button" className="icon" aria-label="Close Under the hood" onClick={onClose}>
          <Close />
        </button>
      </header>
      <div className="scroll" tabIndex={0} role="region" aria-label="What Akin did">
        {glimpse ? (
          <Look
            glimpse={glimpse}
            place={channel(glimpse.channel) ? nameOf(channel(glimpse.channel)!) : ""}
            text={textOf(seen.messages.get(glimpse.channel), glimpse.ts)}
            go={go}
          />
        ) : (
          <p className="hint">
            Write something in a channel: here you see how long each step took, what it was compared
            with, and why Akin said what it said.
          </p>
        )}
      </div>
    </aside>
  );
}

function textOf(messages: { ts: string; text: string }[] | undefined, ts: string): string {
  return messages?.find((message) => message.ts === ts)?.text.split("\n")[0] ?? "";
}

function Look({
  glimpse,
  place,
  text,
  go,
}: {
  glimpse: Glimpse;
  place: string;
  text: string;
  go: (channel: string, thread?: string) => void;
}) {
  const whole = glimpse.stages.reduce((sum, stage) => sum + stage.ms, 0);
  const longest = Math.max(1, ...glimpse.stages.map((stage) => stage.ms));
  return (
    <>
      <p className="about">
        {text ? <>“{text}”</> : "A search of your own"} <span>in {place}</span>
      </p>
      <p className={`verdict ${glimpse.verdict}`}>{VERDICTS[glimpse.verdict] ?? glimpse.verdict}</p>
      <ul className="reasons">
        {glimpse.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <h3>
        Stages <span>{Math.round(whole)} ms</span>
      </h3>
      <table className="stages">
        <tbody>
          {glimpse.stages.map((stage, index) => (
            <tr key={`${stage.name}-${index}`}>
              <th scope="row">{stage.name}</th>
              <td className="barred">
                <span style={{ width: `${Math.max(1, (100 * stage.ms) / longest)}%` }} />
              </td>
              <td className="ms">{stage.ms < 10 ? stage.ms.toFixed(1) : Math.round(stage.ms)} ms</td>
            </tr>
          ))}
        </tbody>
      </table>
      {glimpse.considered > 0 && (
        <h3>
          Candidates <span>{glimpse.considered} compared, {glimpse.read} read closely</span>
        </h3>
      )}
      <ol className="candidates">
        {glimpse.candidates.map((candidate) => (
          <Compared key={`${candidate.channel}-${candidate.ts}`} candidate={candidate} go={go} />
        ))}
      </ol>
    </>
  );
}

function Compared({ candidate, go }: { candidate: Candidate; go: (channel: string, thread?: string) => void }) {
  const { scores, agreeing, conflicting } = candidate;
  return (
    <li className={candidate.band}>
      <button type="button" className="link" onClick={() => go(candidate.channel, candidate.ts)}>
        {candidate.title}
      </button>
      <dl>
        <Score name="cosine" value={scores.cosine} />
        <Score name="reranker" value={scores.reranker} />
        <Score name="helps" value={scores.relevance} percent />
        <Score name="the same" value={scores.same} percent />
      </dl>
      {(agreeing.length > 0 || conflicting.length > 0) && (
        <p className="terms">
          {agreeing.map((term) => (
            <code key={term} className="agrees">
              {term}
            </code>
          ))}
          {conflicting.map((term) => (
            <code key={term} className="differs">
              {term}
            </code>
          ))}
        </p>
      )}
    </li>
  );
}

function Score({ name, value, percent }: { name: string; value: number | null | undefined; percent?: boolean }) {
  const shown = value == null ? "–" : percent ? `${Math.round(100 * value)} %` : value.toFixed(3);
  return (
    <div>
      <dt>{name}</dt>
      <dd>{shown}</dd>
    </div>
  );
}
