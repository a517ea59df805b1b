// Draws black boxes on a scan and gives the picture that results to the form. What is covered is not in it.
const box = document.querySelector("[data-redact]");
const canvas = box.querySelector("canvas"), paint = canvas.getContext("2d");
const boxes = [];
let cursor, from;
const picture = new Image();

function draw(cursors = true) {
	paint.drawImage(picture, 0, 0);
	paint.fillStyle = "#000";
	for (const [x, y, w, h] of boxes) paint.fillRect(x, y, w, h);
	box.querySelector("[data-count]").textContent = box.dataset.boxes.replace("%count%", boxes.length);
	box.querySelector("[type=submit]").disabled = !boxes.length;
	if (!cursors || !cursor) return;
	paint.lineWidth = Math.max(2, canvas.width / 300);
	paint.strokeStyle = "#c00";
	paint.strokeRect(...cursor);
}
picture.onload = () => {
	canvas.width = picture.naturalWidth;
	canvas.height = picture.naturalHeight;
	const w = Math.round(canvas.width / 5), h = Math.round(canvas.height / 20);
	cursor = [Math.round((canvas.width - w) / 2), Math.round((canvas.height - h) / 2), w, h];
	box.hidden = false;
	draw();
};
picture.onerror = () => {
	box.hidden = false;
	canvas.hidden = true;
	box.querySelector("[data-count]").textContent = box.dataset.failed;
};
picture.src = box.dataset.picture;

const place = (event) => {
	const at = canvas.getBoundingClientRect();
	return [((event.clientX - at.left) * canvas.width) / at.width, ((event.clientY - at.top) * canvas.height) / at.height].map(Math.round);
};
canvas.addEventListener("pointerdown", (event) => {
	from = place(event);
	canvas.setPointerCapture(event.pointerId);
	event.preventDefault();
});
const span = ([x, y]) => [Math.min(x, from[0]), Math.min(y, from[1]), Math.abs(x - from[0]), Math.abs(y - from[1])];
canvas.addEventListener("pointermove", (event) => {
	if (!from) return;
	cursor = span(place(event));
	draw();
});
canvas.addEventListener("pointerup", (event) => {
	if (!from) return;
	const drawn = span(place(event));
	from = undefined;
	if (drawn[2] > 3 && drawn[3] > 3) boxes.push((cursor = drawn));
	draw();
});
canvas.addEventListener("pointercancel", () => (from = undefined));
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
canvas.addEventListener("keydown", (event) => {
	const step = Math.max(4, Math.round(canvas.width / 100)), move = MOVES[event.key];
	if (move && cursor) {
		const [at, size] = event.shiftKey ? [2, 3] : [0, 1];
		cursor[at] += move[0] * step;
		cursor[size] += move[1] * step;
		cursor[2] = Math.max(step, cursor[2]);
		cursor[3] = Math.max(step, cursor[3]);
		cursor[0] = Math.min(Math.max(0, cursor[0]), canvas.width - 1);
		cursor[1] = Math.min(Math.max(0, cursor[1]), canvas.height - 1);
	} else if (event.key === "Enter" && cursor) boxes.push([...cursor]);
	else if (event.key === "Backspace") boxes.pop();
	else return;
	event.preventDefault();
	draw();
});
box.querySelector("form").addEventListener("submit", (event) => {
	const form = event.target, file = form.querySelector("input[type=file]");
	if (form.dataset.ready) return;
	event.preventDefault();
	draw(false);
	canvas.toBlob((blob) => {
		if (!blob) return (box.querySelector("[data-count]").textContent = box.dataset.failed);
		const given = new DataTransfer();
		given.items.add(new File([blob], "covered.jpg", { type: blob.type }));
		file.files = given.files;
		form.dataset.ready = "yes";
		form.submit();
	}, "image/jpeg", 0.92);
});
