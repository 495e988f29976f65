# lang: words by language, installed and compiled in (libmail.a)
LANGUAGES = %D%/any/auto.txt %D%/any/device.txt %D%/any/ending.txt \
	%D%/ar/auto.txt %D%/ar/block.txt %D%/ar/device.txt \
	%D%/ar/forward.txt %D%/ar/intro.txt %D%/bg/auto.txt %D%/bg/intro.txt \
	%D%/ca/auto.txt %D%/ca/device.txt %D%/ca/intro.txt \
	%D%/cs/auto.txt %D%/cs/block.txt \
	%D%/cs/bounce.txt %D%/cs/device.txt %D%/cs/ending.txt \
	%D%/cs/forward.txt %D%/cs/intro.txt %D%/da/auto.txt %D%/da/block.txt \
	%D%/da/bounce.txt %D%/da/ending.txt %D%/da/forward.txt \
	%D%/de/auto.txt %D%/de/block.txt %D%/de/bounce.txt %D%/de/device.txt \
	%D%/de/ending.txt %D%/de/forward.txt %D%/de/intro.txt \
	%D%/el/auto.txt %D%/el/block.txt %D%/el/bounce.txt %D%/el/device.txt \
	%D%/el/forward.txt %D%/el/intro.txt %D%/en/auto.txt %D%/en/block.txt \
	%D%/en/bounce.txt %D%/en/device.txt %D%/en/ending.txt \
	%D%/en/forward.txt %D%/en/intro.txt %D%/es/auto.txt %D%/es/block.txt \
	%D%/es/bounce.txt %D%/es/device.txt %D%/es/ending.txt \
	%D%/es/forward.txt %D%/es/intro.txt %D%/et/auto.txt %D%/et/block.txt \
	%D%/et/device.txt %D%/et/forward.txt %D%/et/intro.txt \
	%D%/fi/auto.txt %D%/fi/block.txt %D%/fi/bounce.txt %D%/fi/device.txt \
	%D%/fi/ending.txt %D%/fi/forward.txt %D%/fi/intro.txt \
	%D%/fr/auto.txt %D%/fr/block.txt %D%/fr/bounce.txt %D%/fr/device.txt \
	%D%/fr/ending.txt %D%/fr/forward.txt %D%/fr/intro.txt \
	%D%/he/auto.txt %D%/he/block.txt %D%/he/device.txt \
	%D%/he/forward.txt %D%/he/intro.txt %D%/hr/auto.txt %D%/hr/block.txt \
	%D%/hr/device.txt %D%/hr/forward.txt %D%/hr/intro.txt \
	%D%/hu/auto.txt %D%/hu/block.txt %D%/hu/bounce.txt %D%/hu/device.txt \
	%D%/hu/forward.txt %D%/hu/intro.txt %D%/is/auto.txt %D%/is/block.txt \
	%D%/is/forward.txt %D%/it/auto.txt %D%/it/block.txt \
	%D%/it/bounce.txt %D%/it/device.txt %D%/it/ending.txt \
	%D%/it/forward.txt %D%/it/intro.txt %D%/ja/auto.txt %D%/ja/block.txt \
	%D%/ja/bounce.txt %D%/ja/device.txt %D%/ja/ending.txt \
	%D%/ja/forward.txt %D%/ja/intro.txt %D%/ko/auto.txt %D%/ko/block.txt \
	%D%/ko/bounce.txt %D%/ko/device.txt %D%/ko/forward.txt \
	%D%/ko/intro.txt %D%/lt/auto.txt %D%/lt/block.txt %D%/lt/intro.txt \
	%D%/lv/auto.txt %D%/lv/block.txt %D%/lv/intro.txt %D%/nb/auto.txt \
	%D%/nb/block.txt %D%/nb/bounce.txt %D%/nb/device.txt \
	%D%/nb/ending.txt %D%/nb/forward.txt %D%/nb/intro.txt \
	%D%/nl/auto.txt %D%/nl/block.txt %D%/nl/bounce.txt %D%/nl/device.txt \
	%D%/nl/ending.txt %D%/nl/forward.txt %D%/nl/intro.txt \
	%D%/pl/auto.txt %D%/pl/block.txt %D%/pl/bounce.txt %D%/pl/device.txt \
	%D%/pl/ending.txt %D%/pl/forward.txt %D%/pl/intro.txt \
	%D%/pt/auto.txt %D%/pt/block.txt %D%/pt/bounce.txt %D%/pt/device.txt \
	%D%/pt/ending.txt %D%/pt/forward.txt %D%/pt/intro.txt \
	%D%/ro/auto.txt %D%/ro/block.txt %D%/ro/bounce.txt %D%/ro/device.txt \
	%D%/ro/forward.txt %D%/ro/intro.txt %D%/ru/auto.txt %D%/ru/block.txt \
	%D%/ru/bounce.txt %D%/ru/device.txt %D%/ru/ending.txt \
	%D%/ru/forward.txt %D%/ru/intro.txt %D%/sk/auto.txt %D%/sk/block.txt \
	%D%/sk/forward.txt %D%/sk/intro.txt %D%/sl/auto.txt %D%/sl/forward.txt \
	%D%/sl/intro.txt %D%/sv/auto.txt %D%/sv/block.txt %D%/sv/bounce.txt \
	%D%/sv/device.txt %D%/sv/ending.txt %D%/sv/forward.txt \
	%D%/sv/intro.txt %D%/tr/auto.txt %D%/tr/block.txt %D%/tr/bounce.txt \
	%D%/tr/device.txt %D%/tr/ending.txt %D%/tr/forward.txt \
	%D%/tr/intro.txt %D%/uk/auto.txt %D%/uk/block.txt %D%/uk/bounce.txt \
	%D%/uk/device.txt %D%/uk/ending.txt %D%/uk/forward.txt \
	%D%/uk/intro.txt %D%/vi/auto.txt %D%/vi/block.txt %D%/vi/intro.txt \
	%D%/zh/auto.txt %D%/zh/block.txt %D%/zh/bounce.txt %D%/zh/device.txt \
	%D%/zh/ending.txt %D%/zh/forward.txt %D%/zh/intro.txt \
	%D%/any/rating.txt %D%/en/rating.txt %D%/nb/rating.txt %D%/ru/rating.txt \
	%D%/any/code.txt %D%/cs/code.txt %D%/da/code.txt %D%/de/code.txt \
	%D%/en/code.txt %D%/es/code.txt %D%/fi/code.txt %D%/fr/code.txt \
	%D%/hu/code.txt %D%/it/code.txt %D%/ja/code.txt %D%/ko/code.txt \
	%D%/nb/code.txt %D%/nl/code.txt %D%/pl/code.txt %D%/pt/code.txt \
	%D%/ro/code.txt %D%/ru/code.txt %D%/sv/code.txt %D%/tr/code.txt \
	%D%/uk/code.txt %D%/zh/code.txt \
	%D%/de/common.txt %D%/en/common.txt %D%/nb/common.txt %D%/ru/common.txt \
	%D%/any/thanks.txt %D%/cs/thanks.txt %D%/da/thanks.txt \
	%D%/de/thanks.txt %D%/en/thanks.txt %D%/es/thanks.txt \
	%D%/fi/thanks.txt %D%/fr/thanks.txt %D%/it/thanks.txt \
	%D%/nb/thanks.txt %D%/nl/thanks.txt %D%/pl/thanks.txt \
	%D%/pt/thanks.txt %D%/ru/thanks.txt %D%/sv/thanks.txt \
	%D%/tr/thanks.txt %D%/uk/thanks.txt \
	%D%/be/tell.txt %D%/bg/tell.txt %D%/ca/tell.txt %D%/cs/tell.txt \
	%D%/da/tell.txt %D%/de/tell.txt %D%/en/tell.txt %D%/es/tell.txt \
	%D%/et/tell.txt %D%/fi/tell.txt %D%/fr/tell.txt %D%/hr/tell.txt \
	%D%/hu/tell.txt %D%/is/tell.txt %D%/it/tell.txt %D%/lt/tell.txt \
	%D%/lv/tell.txt %D%/mk/tell.txt %D%/nb/tell.txt %D%/nl/tell.txt \
	%D%/nn/tell.txt %D%/pl/tell.txt %D%/pt/tell.txt %D%/ro/tell.txt \
	%D%/ru/tell.txt %D%/sk/tell.txt %D%/sl/tell.txt %D%/sr/tell.txt \
	%D%/sv/tell.txt %D%/tr/tell.txt %D%/uk/tell.txt
nobase_dist_pkgdata_DATA += $(LANGUAGES) %D%/README
nodist_libmail_a_SOURCES = %D%/builtin.c
EXTRA_DIST += %D%/embed
CLEANFILES += %D%/builtin.c
%D%/builtin.c: %D%/embed $(LANGUAGES)
	$(AM_V_GEN)$(MKDIR_P) %D% && (cd $(srcdir) && \
	    sh %D%/embed $(LANGUAGES)) >$@.new && mv $@.new $@
