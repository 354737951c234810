// Runs before the page is drawn, so that what scripts hide never flashes into sight.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
