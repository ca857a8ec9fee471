import { Blocks } from "./blocks";
import { usePage } from "./context";
import { initial } from "./Modal";
import { SurfaceContext, type Surface } from "./surface";

/** The bot's Home tab, as published for this person. */
export function Home() {
  const { seen, act } = usePage();
  const { home } = seen;
  if (!home)
    return (
      <div className="home" aria-busy="true">
        <p className="hint">Akin prepares your page …</p>
      </div>
    );
  const surface: Surface = {
    target: { view: home.id },
    press: (block, element, selected) =>
      void act("press", { view: home.id, action: element.action_id, block: block.block_id, selected }),
    value: (_, element) => initial(element, ""),
    change: () => undefined,
    errors: {},
  };
  return (
    <div className="home" tabIndex={0} role="region" aria-label="Akin’s App Home">
      <SurfaceContext.Provider value={surface}>
        <Blocks blocks={home.blocks} />
      </SurfaceContext.Provider>
    </div>
  );
}
