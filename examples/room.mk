# examples: commands for hooks and lookups, installed as documentation
exampledir = $(docdir)/examples
dist_example_SCRIPTS = %D%/hook-chat %D%/hook-issue %D%/lookup-orders
dist_example_DATA = %D%/README
