# write: what goes out: composing, templates, tags
noinst_LIBRARIES += libwrite.a
libwrite_a_SOURCES = \
	%D%/chart.c %D%/chart.h %D%/compose.c %D%/compose.h %D%/compose_body.c %D%/compose_body.h \
	%D%/compose_html.c %D%/coupon.c %D%/coupon.h %D%/face.c %D%/face.h \
	%D%/flow.c %D%/flow.h %D%/grid.c %D%/grid.h %D%/html.c %D%/html.h %D%/layout.c %D%/layout.h \
	%D%/picture.c %D%/picture.h %D%/place.c %D%/place.h %D%/prose.c \
	%D%/prose.h %D%/tag.c %D%/tag.h %D%/template.c %D%/template.h \
	%D%/template_token.c %D%/template_token.h
CTESTS += \
	tests/unit/write/test_chart tests/unit/write/test_compose tests/unit/write/test_coupon \
	tests/unit/write/test_looks tests/unit/write/test_tag \
	tests/unit/write/test_template
EXTRA_DIST += tests/unit/write/mustache
FUZZ_REST += tests/fuzz/fuzz_tag tests/fuzz/fuzz_template
