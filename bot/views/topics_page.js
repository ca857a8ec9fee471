"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const canvas = document.getElementById("map");
  const tip = document.getElementById("tip");
  const entries = [...document.querySelectorAll("details")];
  const names = new Map(entries.map((e) => [Number(e.dataset.topic), e.querySelector("b").textContent]));
  const count = data.topic.length;
  let chosen = null, pointed = -1, width = 0, height = 0;

  const variable = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  // Hues a golden angle apart: neighbours in the list are told apart however many there are.
  const color = (topic, light) =>
    topic < 0 ? variable("--other") : `hsl(${(topic * 137.508 + 210) % 360} ${topic % 2 ? 55 : 75}% ${light})`;
  const place = (i) => [16 + data.x[i] * (width - 32), 16 + data.y[i] * (height - 32)];

  function draw() {
    const ratio = window.devicePixelRatio || 1;
    width = canvas.clientWidth;
    height = canvas.clientHeight;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const light = variable("--light");
    const radius = count > 4000 ? 2 : count > 800 ? 3 : 4.5;
    const colors = new Map([...names.keys()].map((topic) => [topic, color(topic, light)]));
    const one = (i, size) => {
      const [x, y] = place(i);
      pen.fillStyle = colors.get(data.topic[i]);
      pen.beginPath();
      pen.arc(x, y, size, 0, 2 * Math.PI);
      pen.fill();
    };
    pen.globalAlpha = chosen === null ? 0.8 : 0.12;
    for (let i = 0; i < count; i++) if (data.topic[i] !== chosen) one(i, radius);
    pen.globalAlpha = 1;
    if (chosen !== null) for (let i = 0; i < count; i++) if (data.topic[i] === chosen) one(i, radius + 1);
    if (pointed >= 0) {
      one(pointed, radius + 2);
      const [x, y] = place(pointed);
      pen.strokeStyle = variable("--ink");
      pen.lineWidth = 1.5;
      pen.beginPath();
      pen.arc(x, y, radius + 3.5, 0, 2 * Math.PI);
      pen.stroke();
    }
  }

  function point(event) {
    const box = canvas.getBoundingClientRect();
    const px = event.clientX - box.left, py = event.clientY - box.top;
    let best = -1, least = 18 * 18;
    for (let i = 0; i < count; i++) {
      const [x, y] = place(i);
      const far = (x - px) ** 2 + (y - py) ** 2;
      if (far < least) [best, least] = [i, far];
    }
    if (best === pointed) return;
    pointed = best;
    tip.hidden = best < 0;
    if (best >= 0) {
      const name = document.createElement("b");
      name.textContent = names.get(data.topic[best]) || "";
      tip.replaceChildren(name, data.text[best]);
      const [x, y] = place(best);
      tip.style.left = `${Math.max(4, Math.min(x + 14, width - tip.offsetWidth - 4))}px`;
      tip.style.top = y + 20 + tip.offsetHeight > height ? `${y - tip.offsetHeight - 14}px` : `${y + 14}px`;
    }
    draw();
  }

  function leave() {
    pointed = -1;
    tip.hidden = true;
    draw();
  }

  for (const entry of entries) {
    const topic = Number(entry.dataset.topic);
    entry.addEventListener("toggle", () => {
      const list = entry.querySelector("ul");
      if (entry.open && !list.children.length) {
        for (let i = 0; i < count; i++) {
          if (data.topic[i] !== topic) continue;
          const item = document.createElement("li");
          item.textContent = data.text[i];
          list.append(item);
        }
      }
      if (entry.open) {
        for (const other of entries) if (other !== entry) other.open = false;
        chosen = topic;
      } else if (chosen === topic) chosen = null;
      draw();
    });
  }
  const paint = () => {
    for (const dot of document.querySelectorAll(".dot")) {
      dot.style.background = color(Number(dot.dataset.topic), variable("--light"));
    }
    draw();
  };
  canvas.addEventListener("pointermove", point);
  canvas.addEventListener("pointerdown", point);
  canvas.addEventListener("pointerleave", leave);
  window.addEventListener("resize", draw);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  paint();
})();
