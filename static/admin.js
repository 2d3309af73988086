// Search boxes of relations are drawn by a script of Django's that leaves them without a name for those
// who cannot see them. Each gets the name its label says.
(function () {
  "use strict";

  function nameOf(box) {
    var select = box.closest(".select2-container").previousElementSibling;
    var label = select && select.id && document.querySelector('label[for="' + select.id + '"]');
    return label ? label.textContent.replace(":", "").trim() : "";
  }

  function name(box) {
    var text = nameOf(box);
    if (text) {
      var value = box.querySelector(".select2-selection__rendered");
      var chosen = value && value.getAttribute("title");
      box.removeAttribute("aria-labelledby");
      box.setAttribute("aria-label", chosen ? text + ": " + chosen : text);
      if (value) {
        value.setAttribute("aria-label", text);
      }
    }
  }

  function nameAll() {
    document.querySelectorAll(".select2-selection").forEach(name);
  }

  // The boxes appear, and show another choice, some time after the page is read.
  new MutationObserver(nameAll).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("focusin", function (event) {
    if (event.target.classList.contains("select2-search__field")) {
      var open = document.querySelector(".select2-container--open .select2-selection");
      event.target.setAttribute("aria-label", "Tìm " + (open ? nameOf(open) : ""));
      if (open && open.getAttribute("aria-owns")) {
        open.setAttribute("aria-controls", open.getAttribute("aria-owns"));
      }
    }
  });
})();
