// Passkeys and security keys: a form marked data-passkey is sent once the browser has made or used
// a key and its answer stands in the form's `credential` field.
//   data-passkey="login"   options fetched from the form's action
//   data-passkey="get"     options in #passkey-options, to use a key
//   data-passkey="create"  options in #passkey-options, to make one

const FROM_BASE64URL = { "-": "+", _: "/" };
const TO_BASE64URL = { "+": "-", "/": "_", "=": "" };

function decode(text) {
  const binary = atob(text.replace(/[-_]/g, (character) => FROM_BASE64URL[character]));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function encode(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replace(/[+/=]/g, (character) => TO_BASE64URL[character]);
}

function withKeys(descriptors = []) {
  return descriptors.map((descriptor) => ({ ...descriptor, id: decode(descriptor.id) }));
}

function optionsOnPage() {
  return JSON.parse(document.getElementById("passkey-options").textContent);
}

async function optionsOfSite(form) {
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`The site answered ${response.status}.`);
  return response.json();
}

function toJson(credential, response) {
  return JSON.stringify({
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

async function make(form) {
  const { publicKey } = optionsOnPage().creation_options;
  const passwordless = form.elements.namedItem("passwordless");
  const selection = publicKey.authenticatorSelection;
  if (passwordless) {
    selection.residentKey = passwordless.checked ? "required" : "discouraged";
    selection.requireResidentKey = passwordless.checked;
    if (passwordless.checked) selection.userVerification = "required";
  }
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: decode(publicKey.challenge),
      user: { ...publicKey.user, id: decode(publicKey.user.id) },
      excludeCredentials: withKeys(publicKey.excludeCredentials),
    },
  });
  const { response } = credential;
  return toJson(credential, {
    clientDataJSON: encode(response.clientDataJSON),
    attestationObject: encode(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  });
}

async function use(options) {
  const { publicKey } = options.request_options;
  const credential = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: decode(publicKey.challenge),
      allowCredentials: withKeys(publicKey.allowCredentials),
    },
  });
  const { response } = credential;
  return toJson(credential, {
    clientDataJSON: encode(response.clientDataJSON),
    authenticatorData: encode(response.authenticatorData),
    signature: encode(response.signature),
    userHandle: response.userHandle ? encode(response.userHandle) : null,
  });
}

async function answer(form) {
  if (form.dataset.passkey === "create") return make(form);
  return use(form.dataset.passkey === "login" ? await optionsOfSite(form) : optionsOnPage());
}

async function ask(event) {
  const form = event.currentTarget;
  event.preventDefault();
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  if (!window.PublicKeyCredential) {
    form.querySelector("[data-passkey-unsupported]").hidden = false;
    return;
  }
  try {
    form.elements.namedItem("credential").value = await answer(form);
    form.submit();
  } catch (error) {
    console.error(error);
    failed.hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", ask);
}
