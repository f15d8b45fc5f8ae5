// The console's one script: theme, keys, and where the focus is after a part of a page was replaced. Every page works without it.
// Pages say what they want in attributes:
//   data-key="a"          this key clicks the link or button, or goes to the field; "g d" is two keys one after the other
//   data-row              a link of a list: j and k go from one to the next, Enter opens it, Space ticks the box of its row
//   data-submits          this button is clicked by Ctrl+Enter, also from inside a field
//   data-tick="NAME"      this box ticks all boxes of that name in its form
//   data-live             a part that asks for itself again and again: not while it is paused, hidden, or somebody is in it
//   data-typed            the browser asks before it leaves a form whose fields were changed
//   data-holds            a form that came with what was typed before: the browser asks from the start
//   data-goes-on          this button is clicked as soon as its page is there
//   data-enter            Enter in a field inside clicks the button inside
//   data-until-typed      is hidden as soon as something is typed into a field
//   data-state            typing inside chooses "value" in the list that says whether there is one
(function () {
  'use strict';
  var root = document.documentElement;
  var SEQUENCE_MS = 1500;

  function kept(name) {
    try { return localStorage.getItem('penstock.' + name); } catch (_) { return null; }
  }

  function keep(name, value) {
    try {
      if (value === null) { localStorage.removeItem('penstock.' + name); } else { localStorage.setItem('penstock.' + name, value); }
    } catch (_) { /* the choice lasts as long as the page */ }
  }

  // ---- theme and keys on or off: set before anything is painted

  function wear(theme) {
    if (theme === 'light' || theme === 'dark') { root.dataset.theme = theme; } else { delete root.dataset.theme; }
    document.querySelectorAll('[data-says="theme"]').forEach(function (one) { one.textContent = theme || 'system'; });
    document.dispatchEvent(new CustomEvent('penstock:theme'));
  }

  function keysOn() { return !root.classList.contains('keys-off'); }

  function listen(on) {
    root.classList.toggle('keys-off', !on);
    document.querySelectorAll('[data-does="keys"]').forEach(function (one) { one.checked = on; });
  }

  root.classList.add('scripted');
  wear(kept('theme'));
  listen(kept('keys') !== 'off');

  document.addEventListener('DOMContentLoaded', function () {
    wear(kept('theme'));
    listen(keysOn());
  });

  // ---- keys

  function typing(target) {
    return target instanceof Element && target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]') !== null;
  }

  function visible(element) { return element.getClientRects().length > 0 && !element.disabled; }

  function keyed(key) {
    return Array.from(document.querySelectorAll('[data-key]')).find(function (one) {
      return one.dataset.key === key && visible(one);
    });
  }

  function begins(key) {
    return Array.from(document.querySelectorAll('[data-key]')).some(function (one) { return one.dataset.key.startsWith(key + ' '); });
  }

  function use(element) {
    if (element.matches('input, textarea, select') && !element.matches('[type=submit], [type=checkbox], [type=radio]')) {
      element.focus();
    } else {
      element.click();
      if (element.matches('summary')) { enter(element.parentElement); }
    }
  }

  function rows() { return Array.from(document.querySelectorAll('[data-row]')).filter(visible); }

  function step(by) {
    var all = rows();
    if (all.length === 0) { return false; }
    var now = all.indexOf(document.activeElement);
    var next = now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + by));
    all[next].focus();
    all[next].scrollIntoView({ block: 'nearest' });
    return true;
  }

  function tick() {
    var here = document.activeElement;
    var row = here && here.matches('[data-row]') ? here.closest('tr, li') : null;
    var box = row && row.querySelector('input[type=checkbox]');
    if (box) { box.click(); }
    return Boolean(box);
  }

  function help() {
    var dialog = document.getElementById('keys');
    if (dialog) { dialog.showModal(); }
    return Boolean(dialog);
  }

  function alone(key) {
    switch (key) {
      case 'j': return step(1);
      case 'k': return step(-1);
      case ' ': return tick();
      case '?': return help();
      default: return false;
    }
  }

  var before = '';
  var beforeAt = 0;

  function pressed(key, now) {
    var two = before && now - beforeAt < SEQUENCE_MS ? keyed(before + ' ' + key) : null;
    before = '';
    var wanted = two || keyed(key);
    if (wanted) { use(wanted); return true; }
    if (begins(key)) { before = key; beforeAt = now; return true; }
    return alone(key);
  }

  document.addEventListener('keydown', function (event) {
    if (event.key === 'Enter' && event.ctrlKey) {
      var submit = Array.from(document.querySelectorAll('[data-submits]')).find(visible);
      if (submit) { event.preventDefault(); submit.click(); }
      return;
    }
    if (event.key === 'Escape' && typing(event.target)) { event.target.blur(); return; }
    if (!keysOn() || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat && event.key !== 'j' && event.key !== 'k') { return; }
    if (typing(event.target) || document.querySelector('dialog[open]')) { return; }
    if (event.key === ' ' && event.target.matches('button, a:not([data-row]), input, summary')) { return; }
    if (pressed(event.key, event.timeStamp)) { event.preventDefault(); }
  });

  // ---- what is clicked

  document.addEventListener('click', function (event) {
    var control = event.target instanceof Element ? event.target.closest('[data-does]') : null;
    switch (control && control.dataset.does) {
      case 'theme':
        var next = { dark: 'light', light: null }[root.dataset.theme];
        keep('theme', next === undefined ? 'dark' : next);
        wear(next === undefined ? 'dark' : next);
        break;
      case 'keys':
        keep('keys', control.checked ? null : 'off');
        listen(control.checked);
        break;
      case 'help':
        help();
        break;
      case 'pause':
        paused = !paused;
        control.setAttribute('aria-pressed', String(paused));
        break;
      case 'edit':
        edit();
        break;
    }
  });

  document.addEventListener('change', function (event) {
    var all = event.target.dataset && event.target.dataset.tick;
    if (all) {
      event.target.form.querySelectorAll('input[type=checkbox][name="' + all + '"]').forEach(function (box) { box.checked = event.target.checked; });
    }
  });

  // ---- the editor of a reply

  function edit() {
    var all = '#editor input:not([type=hidden]), #editor textarea, #editor select';
    var wrong = document.querySelector('#editor [aria-invalid=true]');
    var field = wrong && wrong.matches('fieldset') ? wrong.querySelector('input:checked') || wrong.querySelector('input') : wrong;
    field = field || document.querySelector(all);
    if (field) { field.focus(); }
  }

  // Whoever types a value means that there is one.
  document.addEventListener('input', function (event) {
    var state = event.target.closest('[data-state]') && event.target.closest('[data-state]').querySelector('select.is');
    if (state && state !== event.target) { state.value = 'VALUE'; }
  });

  // What was wrong with a field was said about what stood there before.
  document.addEventListener('input', function (event) {
    var field = event.target.closest('[data-state]');
    if (!field) { return; }
    field.querySelectorAll('.problem:not(label *)').forEach(function (one) { one.hidden = true; });
    [field].concat(Array.from(field.querySelectorAll('[aria-invalid]'))).forEach(function (one) { one.removeAttribute('aria-invalid'); });
    document.querySelectorAll('[data-until-typed]').forEach(function (one) { one.hidden = true; });
  });

  // A sheet opens with its first field, closes with Escape, and Enter in it means its own button.
  function enter(details) {
    var field = details.open && details.querySelector('[data-enter] input:checked, [data-enter] input:not([type=radio])');
    if (field) { field.focus(); }
  }

  document.addEventListener('toggle', function (event) { enter(event.target); }, true);

  document.addEventListener('keydown', function (event) {
    var sheet = event.target instanceof Element ? event.target.closest('[data-enter]') : null;
    if (sheet && event.key === 'Enter' && event.target.matches('input') && !event.ctrlKey) {
      event.preventDefault();
      sheet.querySelector('button[type=submit]').click();
    }
    if (event.key === 'Escape') {
      document.querySelectorAll('details.menu[open]').forEach(function (menu) {
        menu.open = false;
        menu.querySelector('summary').focus();
      });
    }
  });

  // Evidence is where the eye falls first.
  document.addEventListener('DOMContentLoaded', function () {
    document.querySelectorAll('.scrolls').forEach(function (box) {
      var mark = box.querySelector('mark');
      if (mark) { box.scrollTop = Math.max(0, mark.offsetTop - box.offsetTop - box.clientHeight / 3); }
    });
  });

  // ---- typed text is not lost by leaving

  var changed = false;
  document.addEventListener('input', function (event) { if (event.target.closest('[data-typed]')) { changed = true; } });
  document.addEventListener('submit', function () { changed = false; });
  document.addEventListener('DOMContentLoaded', function () {
    changed = changed || document.querySelector('[data-holds]') !== null;
    var on = document.querySelector('[data-goes-on]');
    if (on) { on.click(); }
  });
  window.addEventListener('beforeunload', function (event) { if (changed) { event.preventDefault(); } });

  // ---- numbers that change by themselves

  var paused = false;
  document.addEventListener('htmx:beforeRequest', function (event) {
    var live = event.detail.elt;
    if (live.matches('[data-live]') && (paused || document.hidden || live.contains(document.activeElement))) { event.preventDefault(); }
  });

  // ---- after htmx replaced a part: the focus does not fall to the body

  var focused = null;
  document.addEventListener('htmx:beforeSwap', function () { focused = document.activeElement && document.activeElement.id; });
  document.addEventListener('htmx:afterSettle', function (event) {
    if (document.activeElement !== document.body) { return; }
    var again = focused && document.getElementById(focused);
    var block = again || (event.detail.elt.matches('[data-takes-focus]') ? event.detail.elt : null);
    if (block) {
      if (!again) { block.tabIndex = -1; }
      block.focus({ preventScroll: true });
    }
  });
})();
