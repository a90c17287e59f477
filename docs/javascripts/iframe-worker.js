// The search runs in a worker, which browsers refuse to a page that was opened from a folder.
// There, and only there, it runs in a hidden frame instead: nothing is fetched from anywhere.
if (location.protocol === "file:") {
  class FrameWorker extends EventTarget {
    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.appendChild(frame);
      this.inside = frame.contentWindow;
      window.addEventListener("message", (event) => {
        if (event.source !== this.inside) return;
        const told = new MessageEvent("message", { data: event.data });
        this.dispatchEvent(told);
        if (this.onmessage) this.onmessage(told);
      });
      this.ready = this.load(url);
    }

    async load(url) {
      this.inside.postMessage = (data) => {
        const told = new MessageEvent("message", { data, source: this.inside });
        window.dispatchEvent(told);
      };
      this.inside.importScripts = (...urls) =>
        urls.reduce((before, each) => before.then(() => this.script(each)), Promise.resolve());
      await this.script(new URL(url, location.href).href);
    }

    script(url) {
      const element = this.inside.document.createElement("script");
      element.src = url;
      return new Promise((done, failed) => {
        element.onload = done;
        element.onerror = failed;
        this.inside.document.body.appendChild(element);
      });
    }

    postMessage(data) {
      this.ready.then(() => {
        const told = new MessageEvent("message", { data });
        this.inside.dispatchEvent(told);
      });
    }

    terminate() {
      this.inside.frameElement.remove();
    }
  }
  window.Worker = FrameWorker;
}
