/* Marking a part of a picture: a button named "box" opens the picture, a rectangle is drawn on it with mouse,
   finger or arrow keys, and {box} in the button's message becomes left, top, right, bottom in percent. */
(() => {
  "use strict";
  if (window.assistantBox) return;
  window.assistantBox = true;
  const clamp = (value) => Math.min(1, Math.max(0, value));

  const open = (button) => {
    const image = button.closest("figure")?.querySelector("img");
    const words = document.querySelector("#box-words")?.dataset;
    if (!image || !words) return;
    let box = [0.25, 0.25, 0.75, 0.75];
    const veil = document.createElement("div");
    veil.className = "veil";
    veil.innerHTML = '<div class="dialog marking" role="dialog" aria-modal="true"><h2></h2><p></p><div class="canvas" tabindex="0"><img alt="" draggable="false"><i></i></div><div class="row"><button type="button" class="act plain" name="close"></button><button type="button" class="go"></button></div></div>';
    const part = (selector) => veil.querySelector(selector);
    part("h2").textContent = words.title;
    part("p").textContent = words.hint;
    part("button.plain").textContent = words.no;
    part("button.go").textContent = words.yes;
    part("img").src = image.src;
    const frame = part("i");
    const canvas = part(".canvas");
    const draw = () => {
      const [left, top, right, bottom] = box;
      Object.assign(frame.style, { left: `${100 * left}%`, top: `${100 * top}%`, width: `${100 * (right - left)}%`, height: `${100 * (bottom - top)}%` });
    };
    const at = (event) => {
      const area = canvas.getBoundingClientRect();
      return [clamp((event.clientX - area.left) / area.width), clamp((event.clientY - area.top) / area.height)];
    };
    let start = null;
    canvas.addEventListener("pointerdown", (event) => { start = at(event); canvas.setPointerCapture(event.pointerId); event.preventDefault(); canvas.focus(); });
    canvas.addEventListener("pointermove", (event) => {
      if (!start) return;
      const [x, y] = at(event);
      box = [Math.min(start[0], x), Math.min(start[1], y), Math.max(start[0], x), Math.max(start[1], y)];
      draw();
    });
    canvas.addEventListener("pointerup", () => { start = null; });
    canvas.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-0.05, 0], ArrowRight: [0.05, 0], ArrowUp: [0, -0.05], ArrowDown: [0, 0.05] }[event.key];
      if (!step) return;
      event.preventDefault();
      const [dx, dy] = step;
      const [left, top, right, bottom] = box;
      if (event.shiftKey) box = [left, top, clamp(Math.max(left + 0.05, right + dx)), clamp(Math.max(top + 0.05, bottom + dy))];
      else if (left + dx >= 0 && right + dx <= 1 && top + dy >= 0 && bottom + dy <= 1) box = [left + dx, top + dy, right + dx, bottom + dy];
      draw();
    });
    part("button.go").addEventListener("click", () => {
      const numbers = box.map((share) => Math.round(100 * share)).join(",");
      veil.remove();
      window.assistantSend("say", button.value.replace("{box}", numbers));
    });
    draw();
    document.querySelector("#box-words").after(veil);
    canvas.focus();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest('button.act[name="box"]');
    if (button) open(button);
  });
})();
