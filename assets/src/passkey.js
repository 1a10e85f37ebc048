// Passkeys: form[data-passkey="create" or "get"] asks the device by data-passkey-options before it is sent, and sends the
// answer along as JSON. Challenges and ids are base64url in JSON and bytes for the browser.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
const withIds = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

function asked(kind, options) {
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  if (kind === "get") return { publicKey: { ...publicKey, allowCredentials: withIds(options.allowCredentials) } };
  const user = { ...options.user, id: bytes(options.user.id) };
  return { publicKey: { ...publicKey, user, excludeCredentials: withIds(options.excludeCredentials) } };
}

function answered(kind, credential) {
  const { response } = credential;
  const given = { clientDataJSON: text(response.clientDataJSON) };
  if (kind === "get") {
    given.authenticatorData = text(response.authenticatorData);
    given.signature = text(response.signature);
    if (response.userHandle?.byteLength) given.userHandle = text(response.userHandle);
  } else {
    given.attestationObject = text(response.attestationObject);
    given.transports = response.getTransports?.() ?? [];
  }
  return JSON.stringify({
    id: credential.id,
    rawId: credential.id,
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: given,
  });
}

export function passkey(form) {
  const { passkey: kind, passkeyOptions, passkeyFailed, passkeyMissing } = form.dataset;
  const said = form.querySelector("[data-passkey-said]");
  const say = (words) => {
    said.textContent = words;
    said.hidden = !words;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say("");
    if (!window.PublicKeyCredential) return say(passkeyMissing);
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    try {
      const wish = asked(kind, JSON.parse(passkeyOptions));
      const credential = await (kind === "get" ? navigator.credentials.get(wish) : navigator.credentials.create(wish));
      form.elements.answer.value = answered(kind, credential);
      form.submit();
    } catch {
      button.disabled = false;
      say(passkeyFailed);
    }
  });
}
