import { Check, Close } from "./icons";
import type { Try } from "./types";

/** Three things to try, ticked off when they have happened. */
export function FirstMinute({ tries, onTry, onClose }: { tries: Try[]; onTry: (chosen: Try) => void; onClose: () => void }) {
  const done = tries.filter((each) => each.done).length;
  return (
    <section className="first-minute" aria-labelledby="first-minute">
      <h2 id="first-minute">
        {done === tries.length ? "That’s Akin. The rest is yours." : "Your first minute"}
        <span>
          {done} of {tries.length}
        </span>
      </h2>
      <ol>
        {tries.map((each) => (
          <li key={each.name} className={each.done ? "done" : ""}>
            <span className="tick">{each.done ? <Check /> : null}</span>
            <div>
              <b>
                {each.name}
                {each.done && <span className="sr"> (done)</span>}
              </b>
              <p>{each.hint}</p>
            </div>
            <button
              type="button"
              className="button"
              aria-label={`${each.done ? "Again" : "Try it"}: ${each.name}`}
              onClick={() => onTry(each)}
            >
              {each.done ? "Again" : "Try it"}
            </button>
          </li>
        ))}
      </ol>
      <button type="button" className="icon" aria-label="Close the first minute" onClick={onClose}>
        <Close />
      </button>
    </section>
  );
}
