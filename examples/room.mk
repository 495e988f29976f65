# examples: commands for hooks and lookups, and a web form, installed as
# documentation
exampledir = $(docdir)/examples
dist_example_SCRIPTS = %D%/hook-chat %D%/hook-issue %D%/lookup-orders
dist_example_DATA = %D%/README
webformdir = $(exampledir)/webform
dist_webform_SCRIPTS = %D%/webform/webform
dist_webform_DATA = %D%/webform/README %D%/webform/form.html
