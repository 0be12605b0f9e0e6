/* The page's own behaviour: buttons in rendered HTML reach Python through one hidden component per
   group ("bridge"); everything else here is what a server round trip would make slow. */
(() => {
  "use strict";
  if (window.assistantBridge) return; // gradio may insert the head twice
  const bridges = {};
  const GROUP = {
    say: "say", learn: "learn", open: "open", language: "language",
    select: "talk", new: "talk", rename: "talk", rename_now: "talk", delete: "talk", undelete: "talk",
    rename_document: "manage", rename_document_now: "manage", forget: "manage", forget_now: "manage", restore: "manage",
    tag: "manage", tag_now: "manage", paste: "manage", folder: "manage", sync: "manage",
    paste_now: "adding", sync_plan: "adding", sync_now: "adding", sync_keep: "adding",
    bring_back: "trash", purge: "trash", purge_now: "trash", erase: "trash", erase_now: "trash",
    stop_adding: "stop", model: "models", model_now: "models", stop_model: "halt",
    key_make: "keys", key_make_now: "keys", key_revoke: "keys", backup_every: "backups", backup_now: "backups",
  };
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  /* gradio scopes the style sheet to its container, so states are classes on what is inside it. */
  const root = () => $(".gradio-container .contain > .column") ?? document.body;
  const box = () => $("#ask textarea");
  let returnFocus = null;

  window.assistantBridge = (group, trigger) => { bridges[group] = trigger; };
  const send = (name, value) => {
    const trigger = bridges[GROUP[name]];
    if (trigger) trigger("click", { name, value, at: Date.now() });
  };
  window.assistantSend = send;

  const write = (text) => {
    const field = box();
    if (!field) return;
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    field.setSelectionRange(text.length, text.length);
  };

  const close = () => {
    for (const shown of $$(".veil, .viewer")) shown.remove();
    root().classList.remove("drawer-open");
    if (returnFocus && returnFocus.isConnected) returnFocus.focus();
    returnFocus = null;
  };

  const applyTheme = (choice) => {
    const dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.body.classList.toggle("dark", dark);
    for (const button of $$(".themes .act")) button.classList.toggle("on", button.value === choice);
  };
  const theme = () => localStorage.getItem("assistant.theme") || "system";

  const copy = (_, button) => {
    const row = button.closest(".bot, .message-row, .message") ?? button.parentElement;
    const parts = [...row.querySelectorAll(".said, .sheet, blockquote, .notice, .pictures")].filter((each) => each.offsetParent && !each.parentElement.closest(".said, .sheet, .notice"));
    navigator.clipboard?.writeText(parts.map((each) => each.innerText.trim()).join("\n\n"));
    const before = button.title;
    button.title = button.value;
    button.classList.add("done");
    setTimeout(() => { button.title = before; button.classList.remove("done"); }, 1600);
  };
  const doubt = (_, button) => {
    const trace = $(".trace", button.closest(".after"));
    trace.open = true;
    const should = $(".should", trace);
    if (should) should.open = true;
    $("summary", trace).focus();
    trace.scrollIntoView({ block: "nearest" });
  };

  const local = {
    write, close, copy, doubt,
    to_box: () => { local.tab(0); setTimeout(() => box()?.focus()); },
    edit: (value) => write(value),
    again: (value) => send("say", value),
    hush: (_, button) => button.closest(".toast").remove(),
    close_plan: (_, button) => button.closest(".plan").remove(),
    menu: () => {
      if (!$("#talk")?.offsetParent) local.tab(0);
      root().classList.toggle("drawer-open");
    },
    theme: (value) => { localStorage.setItem("assistant.theme", value); applyTheme(value); },
    tab: (value) => { $$('#tabs button[role="tab"]')[Number(value)]?.click(); },
  };

  /* ---- what was typed and not sent outlives a reload; each conversation has its address ---- */
  const DRAFT = "assistant.draft";
  const keepDraft = () => sessionStorage.setItem(DRAFT, box()?.value ?? "");
  let drafted = false;
  const restoreDraft = () => {
    const kept = sessionStorage.getItem(DRAFT);
    if (drafted || !box() || !$(".talks")) return;
    drafted = true;
    if (kept && !box().value) write(kept);
    const pending = sessionStorage.getItem(PENDING);
    if (pending) setTimeout(() => {  // its answer was never kept, as when the server was stopped in the middle of it
      if ($("#ask .stop-button") || lastWords() === pending || box().value) return;
      write(pending);
      sessionStorage.removeItem(PENDING);
    }, 3000);
  };
  const PENDING = "assistant.asking";
  const lastWords = () => $$("#log .mine .words").at(-1)?.innerText ?? "";
  const keepPending = () => {
    if ($("#ask .stop-button") && lastWords()) sessionStorage.setItem(PENDING, lastWords());
    else if (lastWords() === sessionStorage.getItem(PENDING) && $("#log .message-row:last-child .trace")) sessionStorage.removeItem(PENDING);
  };
  const addressed = () => decodeURIComponent(location.hash.match(/^#talk=(.+)$/)?.[1] ?? "");
  let address = null;
  const keepAddress = () => {
    const current = $(".talk.current")?.id ?? "";
    sessionStorage.setItem("assistant.talk", current);
    if (address === current) return;
    const first = address === null;
    address = current;
    if (addressed() === current) return;
    const place = current ? `#talk=${encodeURIComponent(current)}` : location.pathname + location.search;
    history[first ? "replaceState" : "pushState"](null, "", place);
  };
  addEventListener("popstate", () => {
    address = addressed();
    send(address ? "select" : "new", address);
  });

  let pickedRows = new Set();
  const picked = () => $$("#table .one:checked").map((each) => each.value);
  const showPicked = () => {
    const bar = $("#table .picked");
    if (!bar) return;
    const count = picked().length;
    bar.hidden = !count;
    $(".howmany", bar).textContent = count ? (bar.dataset.say || "{n}").replace("{n}", count) : "";
  };

  document.addEventListener("click", (event) => {
    for (const menu of $$("details.kebab[open]")) if (!menu.contains(event.target)) menu.open = false;
    if (event.target.classList?.contains("veil")) return close();
    if (root().classList.contains("drawer-open") && !event.target.closest("#side, .burger")) return close();
    const button = event.target.closest("button.act");
    if (!button || button.disabled) return;
    event.preventDefault();
    for (const menu of $$("details.kebab[open]")) menu.open = false;
    const { name } = button;
    const value = button.value === "*" ? picked().join(",") : button.value;
    if (button.value === "*") pickedRows = new Set();
    if (name === "language") localStorage.setItem("assistant.language", value);
    if (["open", "tag", "forget", "purge", "erase"].includes(name)) returnFocus = button.isConnected ? button : null;
    if (["select", "new"].includes(name)) root().classList.remove("drawer-open");
    if (["undelete", "restore"].includes(name)) button.closest(".toast, .undo")?.remove();
    if (local[name]) return local[name](value, button);
    if (name === "say") for (const each of $$("button.act.chip, button.act.example")) each.disabled = true;
    send(name, value);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form.dialog");
    if (!form) return;
    event.preventDefault();
    send(form.getAttribute("name"), Object.fromEntries(new FormData(form)));
    close();
  });

  /* A table that is drawn anew, because something was added meanwhile, keeps what was picked. */
  const keepPicked = () => {
    const drawn = $$("#table .one");
    if (!drawn.length || !pickedRows.size || picked().length) return;
    for (const each of drawn) each.checked = pickedRows.has(each.value);
    showPicked();
  };
  document.addEventListener("change", (event) => {
    const { target } = event;
    if (target.matches?.("#table .all")) for (const each of $$("#table .one")) each.checked = target.checked;
    if (!target.matches?.("#table .one, #table .all")) return;
    pickedRows = new Set(picked());
    showPicked();
  });

  /* Enter that ends a Japanese conversion is not Enter: keyCode 229 covers Safari, which has
     already left composition when it tells of the key. */
  for (const kind of ["keydown", "keypress", "keyup"]) {
    document.addEventListener(kind, (event) => {
      if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopImmediatePropagation();
    }, true);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if ($("#commands-popup:not([hidden])")) return hideCommands();
      const menu = $("details.kebab[open]");
      if (menu) { menu.open = false; return $("summary", menu).focus(); }
      if ($(".veil, .viewer") || root().classList.contains("drawer-open")) close();
    }
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.target.closest("input, textarea, [contenteditable]")) {
      if (box()?.offsetParent) { event.preventDefault(); write("/"); }
    }
  });

  /* ---- slash commands: a list under the box while a command is being typed ---- */
  let chosen = 0;
  const hideCommands = () => { const popup = $("#commands-popup"); if (popup) popup.hidden = true; };
  const showCommands = () => {
    const typed = box()?.value ?? "";
    const known = $$("#commands li");
    const fits = /^\/\S*$/.test(typed) ? known.filter((each) => each.dataset.command.startsWith(typed)) : [];
    let popup = $("#commands-popup");
    if (!popup) {
      popup = document.createElement("ul");
      popup.id = "commands-popup";
      popup.setAttribute("role", "listbox");
      $("#ask").append(popup);
    }
    popup.hidden = !fits.length;
    chosen = Math.min(chosen, Math.max(0, fits.length - 1));
    popup.replaceChildren(...fits.map((each, number) => {
      const item = each.cloneNode(true);
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(number === chosen));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); write(each.dataset.command + " "); hideCommands(); });
      return item;
    }));
    $('[aria-selected="true"]', popup)?.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("input", (event) => {
    if (event.target === box()) { chosen = 0; showCommands(); keepDraft(); }
  });
  document.addEventListener("focusout", (event) => { if (event.target === box()) hideCommands(); });
  document.addEventListener("keydown", (event) => {
    const popup = $("#commands-popup");
    if (event.target !== box() || !popup || popup.hidden || event.isComposing) return;
    const items = [...popup.children];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length;
      showCommands();
    } else if (event.key === "Tab" || (event.key === "Enter" && items[chosen].dataset.command !== box().value)) {
      write(items[chosen].dataset.command + " ");
      hideCommands();
    } else {
      if (event.key === "Enter") hideCommands();  // the message goes; the box empties without an event
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  /* ---- files dropped anywhere on a tab go to that tab's upload ---- */
  const target = () => ($("#talk")?.offsetParent ? $('#ask input[type="file"]') : $("#library-tab")?.offsetParent && $('#add-files input[type="file"], input#add-files, #add-files ~ input[type="file"]'));
  let depth = 0;
  const holdsFiles = (event) => event.dataTransfer?.types?.includes("Files");
  document.addEventListener("dragenter", (event) => {
    if (holdsFiles(event) && target()) { depth += 1; root().classList.add("dropping"); }
  });
  document.addEventListener("dragleave", (event) => {
    if (holdsFiles(event)) { depth = Math.max(0, depth - 1); if (!depth) root().classList.remove("dropping"); }
  });
  document.addEventListener("dragover", (event) => { if (holdsFiles(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    depth = 0;
    root().classList.remove("dropping");
    const input = target();
    if (!holdsFiles(event) || !input) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }, true);

  /* ---- a file that is too large is told of at once, in the page's language, and the others go ---- */
  const tell = (text) => {
    const made = document.createElement("div"), line = document.createElement("span"), close = document.createElement("button");
    made.className = "toast";
    made.setAttribute("role", "status");
    line.textContent = text;
    Object.assign(close, { type: "button", className: "act quiet", name: "hush", title: $("#box-words")?.dataset.close ?? "", textContent: "×" });
    made.append(line, close);
    (($("#toasts") ?? document.body).parentElement ?? document.body).append(made);
    setTimeout(() => made.remove(), 20000);
  };
  document.addEventListener("change", (event) => {
    const input = event.target, words = $("#box-words")?.dataset;
    if (input.type !== "file" || !words) return;
    const limit = Number(words.mb) * 2 ** 20, all = [...input.files];
    const large = all.filter((file) => file.size > limit);
    if (!large.length) return;
    const fits = new DataTransfer();
    for (const file of all) if (file.size <= limit) fits.items.add(file);
    input.files = fits.files;
    if (!fits.files.length) event.stopImmediatePropagation();
    tell(words.big.replace("{names}", large.map((file) => file.name).join(", ")));
  }, true);

  /* ---- plots: a point asks about itself, frames replay ---- */
  const labels = (dot, word) => {  // a label may be cut, and a point without room has none
    const name = $("title", dot)?.textContent ?? "", said = word.textContent;
    return name === said || (said.endsWith("…") && name.startsWith(said.slice(0, -1)));
  };
  const askAbout = (point) => {
    const plot = point.closest(".plot.askable");
    const dots = plot ? $$("circle", plot) : [];
    const dot = point.matches("circle") ? point : dots.find((each) => labels(each, point));
    const label = dot && $("title", dot)?.textContent;
    if (label) send("say", $(".asks", plot).textContent.replace("{}", label));
  };
  const POINT = ".plot.askable circle, .plot.askable text.label";
  document.addEventListener("click", (event) => {
    const point = event.target.closest?.(POINT);
    if (point) askAbout(point);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.(".plot.askable circle")) askAbout(event.target);
  });
  const reel = (moves) => {
    const plot = moves.closest(".plot");
    if ($(".reel", plot)) return;
    const dots = $$("circle", plot), words = $$("text.label", plot);
    const names = dots.map((dot) => words.find((word) => labels(dot, word)));
    const frames = $$(".frame", moves).map((frame) => ({
      title: $(".title", frame).textContent, note: $(".note", frame).textContent,
      spots: $(".spots", frame).textContent.split(" ").map((spot) => spot.split(",").map(Number)),
    }));
    const end = frames.length - 1;
    const make = (name, className, parent) => {
      const made = document.createElement(name);
      made.className = className;
      parent.append(made);
      return made;
    };
    const box = document.createElement("div");
    box.className = "reel";
    const start = make("button", "start", box), slider = make("input", "", box), when = make("span", "when", box), near = make("span", "near", box);
    Object.assign(start, { type: "button", textContent: "▶", ariaLabel: $(".play", moves).textContent });
    Object.assign(slider, { type: "range", min: 0, max: end, step: 0.02, value: end, ariaLabel: $("figcaption", plot)?.textContent ?? "" });
    const show = () => {
      const place = Number(slider.value), low = Math.floor(place), share = place - low;
      const from = frames[low], to = frames[Math.min(end, low + 1)], said = frames[Math.round(place)];
      dots.forEach((dot, number) => {
        const [x, y] = [0, 1].map((axis) => from.spots[number][axis] * (1 - share) + to.spots[number][axis] * share);
        dot.setAttribute("cx", x);
        dot.setAttribute("cy", y);
        names[number]?.setAttribute("x", x);
        names[number]?.setAttribute("y", y - 9);
        names[number]?.setAttribute("text-anchor", "middle");
      });
      when.textContent = said.title;
      near.textContent = said.note;
      slider.setAttribute("aria-valuetext", `${said.title}: ${said.note}`);
    };
    let last = 0, playing = 0;
    const halt = () => { cancelAnimationFrame(playing); playing = 0; start.textContent = "▶"; };
    const step = (now) => {
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const moved = (now - last) * Math.max(1.2, end / 8) / 1000;
      if (!still || moved >= 1) {
        slider.value = Math.min(end, Number(slider.value) + (still ? 1 : moved));
        last = now;
        show();
      }
      if (Number(slider.value) >= end || !box.isConnected) return halt();
      playing = requestAnimationFrame(step);
    };
    start.addEventListener("click", () => {
      if (playing) return halt();
      if (Number(slider.value) >= end) slider.value = 0;
      start.textContent = "❚❚";
      last = performance.now();
      show();
      playing = requestAnimationFrame(step);
    });
    slider.addEventListener("input", () => { halt(); show(); });
    slider.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      halt();
      slider.value = Math.round(Number(slider.value)) + by;
      show();
    });
    $("svg", plot).after(box);
    show();
  };

  /* ---- what follows from new content ---- */
  /* gradio patches elements in place: a new id makes an old element a new arrival. */
  const seen = new WeakMap();
  const arrived = (selector, then) => {
    for (const each of $$(selector)) if (seen.get(each) !== each.id) { seen.set(each, each.id); then(each); }
  };
  const settle = () => {
    arrived(".plot svg", (svg) => {
      svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
      svg.setAttribute("role", "img");
    });
    arrived(".plot.askable svg", (svg) => {
      for (const dot of $$("circle", svg)) { dot.setAttribute("tabindex", "0"); dot.setAttribute("role", "button"); }
    });
    $$(".plot .moves").forEach(reel);
    arrived(".viewer", (viewer) => {
      ($(".hit", viewer) ?? $(".reading", viewer))?.scrollIntoView({ block: $(".hit", viewer) ? "center" : "start" });
      $(".reading", viewer)?.focus({ preventScroll: true });
    });
    arrived(".veil", (veil) => $('input[type="text"], textarea, button.go', veil)?.focus());
    for (const part of $$(".advanced")) if (part.open !== advancedOpen) part.open = advancedOpen;
    arrived(".trash", (trash) => { const list = $("details", trash); if (list) list.open = trashOpen; });
    arrived(".toast.erased", () => { sessionStorage.removeItem("assistant.talk"); setTimeout(() => location.reload(), 2500); });
    arrived(".toast", (toast) => setTimeout(() => toast.remove(), 20000));
    if ($(".talks")) { keepAddress(); restoreDraft(); keepPending(); }
    if ($("#top .top")) document.documentElement.lang = $("#top .top").lang;
    applyTheme(theme());
    arrived(".library", (library) => {
      for (const each of $$("input", library)) each.checked = false;
      showPicked();
    });
    const mine = $$("#log .mine");
    const asked = mine.at(-1)?.closest(".message-row"), wrap = $("#log .bubble-wrap");
    if (asked && wrap) {  // room below the last question, so that it can stand at the top with its answer under it
      const room = `${Math.max(0, wrap.clientHeight - asked.offsetHeight - 44)}px`;
      if (wrap.style.getPropertyValue("--room") !== room) wrap.style.setProperty("--room", room);
      const said = `${mine.length}|${mine.at(-1).innerText}|${address}`;
      if (said !== lastSaid) {
        lastSaid = said;
        keepDraft();
        requestAnimationFrame(() => wrap.scrollTo({ top: asked.offsetTop - wrap.offsetTop - 8 }));
      }
    }
    for (const each of $$("#log [aria-label*='<']")) {  // gradio's own label is the HTML of the message
      const own = each.closest(".user-row, .user") || $(".mine", each);
      each.setAttribute("aria-label", (own ? $("#box-words")?.dataset.you : $("#box-words")?.dataset.answer) ?? "");
    }
    for (const each of $$("#log .sheet")) if (each.scrollWidth > each.clientWidth) each.setAttribute("tabindex", "0");
    const field = box();
    if (field && !field.getAttribute("aria-label")) field.setAttribute("aria-label", field.placeholder);
  };
  let advancedOpen = false;
  let trashOpen = false; // the list of what was deleted stays as it was when it is drawn anew
  document.addEventListener("click", (event) => {
    const advanced = event.target.closest?.(".advanced > summary");
    if (advanced) advancedOpen = !advanced.parentElement.open;
    const summary = event.target.closest?.(".trash summary");
    if (summary) trashOpen = !summary.parentElement.open;
  });
  let lastSaid = "";
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; keepPicked(); settle(); });
  }).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["id", "lang"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(() => applyTheme(theme())));
  addEventListener("load", () => applyTheme(theme()));

  window.assistantHello = () => [
    localStorage.getItem("assistant.language") || navigator.language || "en",
    addressed() || (location.hash ? "" : sessionStorage.getItem("assistant.talk") || ""),
  ];
})();
