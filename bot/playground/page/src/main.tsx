import { createRoot } from "react-dom/client";
import { App } from "./App";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/messages.css";
import "./styles/composer.css";
import "./styles/blocks.css";
import "./styles/panels.css";

createRoot(document.getElementById("root")!).render(<App />);
