// The pages of a material: what was chosen or photographed is shown, put in order, turned and taken out before it is sent. Without scripts the
// files are sent as they were chosen, and a telephone's own camera is one field away.
const THUMB = 120;

/** Draws a picture as it will be read. */
async function picture(canvas, page) {
  try {
    const image = await createImageBitmap(page.file);
    const lies = page.turn % 2 === 1;
    const [wide, high] = lies ? [image.height, image.width] : [image.width, image.height];
    const scale = THUMB / Math.max(wide, high);
    canvas.width = Math.max(1, Math.round(wide * scale));
    canvas.height = Math.max(1, Math.round(high * scale));
    const pen = canvas.getContext("2d");
    pen.translate(canvas.width / 2, canvas.height / 2);
    pen.rotate((page.turn * Math.PI) / 2);
    pen.scale(scale, scale);
    pen.drawImage(image, -image.width / 2, -image.height / 2);
    image.close();
  } catch {
    canvas.remove();
  }
}

function button(words, act, more = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `button button-quiet ${more}`.trim();
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

export function pages(box) {
  const input = box.querySelector("input[type=file]:not([capture])");
  const turns = box.querySelector("input[data-turns]");
  const words = box.dataset;
  const list = document.createElement("ol");
  list.className = "page-list";
  let kept = [];

  const put = (focus) => {
    const bag = new DataTransfer();
    kept.forEach((page) => bag.items.add(page.file));
    input.files = bag.files;
    turns.value = kept.map((page) => page.turn).join(",");
    draw(focus);
  };
  const move = (at, by) => {
    const [page] = kept.splice(at, 1);
    kept.splice(at + by, 0, page);
    put([at + by, by < 0 ? "earlier" : "later"]);
  };
  const draw = (focus) => {
    list.replaceChildren(
      ...kept.map((page, at) => {
        const line = document.createElement("li");
        const name = document.createElement("span");
        name.className = "small";
        name.textContent = `${at + 1}. ${page.file.name}`;
        const isPicture = page.file.type.startsWith("image/");
        if (isPicture) {
          const canvas = document.createElement("canvas");
          canvas.setAttribute("aria-hidden", "true");
          line.append(canvas);
          picture(canvas, page);
        }
        const acts = [
          ["turn", () => ((page.turn = (page.turn + 1) % 4), put([at, "turn"]))],
          ["earlier", at > 0 && (() => move(at, -1))],
          ["later", at < kept.length - 1 && (() => move(at, 1))],
          ["remove", () => (kept.splice(at, 1), put())],
        ];
        const row = document.createElement("span");
        row.className = "cluster";
        for (const [key, act] of acts) {
          if (!act) continue;
          const one = button(words[key], act);
          one.dataset.act = key;
          one.setAttribute("aria-label", `${words[key]} ${name.textContent}`);
          row.append(one);
        }
        line.append(name, row);
        return line;
      }),
    );
    if (focus) list.children[focus[0]]?.querySelector(`[data-act="${focus[1]}"]`)?.focus();
  };
  input.addEventListener("change", () => {
    kept = [...kept, ...[...input.files].map((file) => ({ file, turn: 0 }))];
    put();
  });
  box.append(list);
  if (!navigator.mediaDevices?.getUserMedia) return;

  const said = document.createElement("p");
  said.className = "small field-hint";
  said.setAttribute("aria-live", "polite");
  const take = button(words.take, async () => {
    said.textContent = "";
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 2560 } } });
    } catch {
      said.textContent = words.nocamera;
      return;
    }
    const dialog = document.createElement("dialog");
    dialog.className = "camera";
    dialog.setAttribute("aria-label", words.take);
    const video = document.createElement("video");
    video.autoplay = true;
    video.muted = true;
    video.playsInline = true;
    video.srcObject = stream;
    const shoot = button(
      words.shoot,
      () => {
        const canvas = document.createElement("canvas");
        canvas.width = video.videoWidth;
        canvas.height = video.videoHeight;
        canvas.getContext("2d").drawImage(video, 0, 0);
        canvas.toBlob(
          (blob) => {
            if (!blob) return;
            kept.push({ file: new File([blob], `${words.photo}-${kept.length + 1}.jpg`, { type: "image/jpeg" }), turn: 0 });
            put();
            said.textContent = `${kept.length}`;
          },
          "image/jpeg",
          0.9,
        );
      },
      "button-primary",
    );
    const row = document.createElement("p");
    row.className = "button-row";
    row.append(shoot, button(words.done, () => dialog.close()));
    dialog.append(video, row);
    dialog.addEventListener("close", () => {
      stream.getTracks().forEach((track) => track.stop());
      dialog.remove();
      take.focus();
    });
    box.append(dialog);
    dialog.showModal();
    shoot.focus();
  });
  take.classList.replace("button-quiet", "button-secondary");
  list.before(take, said);
}
