// "/" puts the cursor into the search box, as on many sites; the page works without this.
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target;
  if (at instanceof HTMLInputElement || at instanceof HTMLSelectElement || at instanceof HTMLTextAreaElement)
    return;
  const box = document.querySelector('input[type="search"]');
  if (!(box instanceof HTMLInputElement)) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// Choosing another index repeats the search there.
document.querySelector('select[name="index"]')?.addEventListener('change', (event) => {
  const { form } = event.target;
  if (form.elements.q.value.trim() !== '') form.requestSubmit();
});
