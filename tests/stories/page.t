#!/usr/bin/perl
# The page of open requests: written by command and by the clock, and looked at
# by a real browser, if there is one: light and dark, on a phone and on a wall, by
# keyboard, and by what a screen reader is told.
use strict;
use warnings;
use utf8;
use Desk;
use File::Temp 'tempdir';
use JSON::PP;
use Test::More;

my $folder = tempdir('postern-page-XXXXXX', TMPDIR => 1, CLEANUP => 1);
chmod 0777, $folder;
my $desk = Desk->start(
    config => {
        site         => { board => $folder },
        'sla normal'   => { first_reply => '1h' },
            'queue support' => { sla => 'normal' },
    }
);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');
my ($first, $notice) = $desk->opens($kari, 'Cannot log in <b>today</b>', $anna);
my ($second) = $desk->opens($kari,
    'Exportfeilet' . ('ogigjen' x 6) . ' og kart', $anna);
$anna->answers($notice, "/take\n/wait 3d which browser?\n\nWhich browser?");
$kari->gets(qr/^Re: Cannot log in/, 'a question');

sub slurp { open my $in, '<:encoding(UTF-8)', $_[0] or return ''; local $/; return <$in> }

my $other = tempdir('postern-page-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my ($code, $out, $err) = $desk->postern('board', '--html', $other);
is($code, 0, "postern board $err");
my $page = slurp("$other/index.html");
like($page, qr/#$first<\/a> Cannot log in &lt;b&gt;today/, 'the subject is text');
like($page, qr/>Anna Larsen · /, 'its holder');
unlike($page, qr/<script|https?:|src=/, 'no script, nothing from outside');
($code, $out, $err) = $desk->postern('board', '--html', "$other/none");
isnt($code, 0, 'no folder');
like($err, qr/\Q$other\E\/none/, 'is named');
($code, $out, $err) = $desk->postern('board', '--html', $other, '--queue', 'suport');
like($err, qr/no queue suport.*support/, 'so is a queue that is not there');

ok($desk->wait_until(sub { slurp("$folder/index.html") =~ /#\d+/ }),
    'the clock writes it, too');

my ($browser) = grep { -x } map { ("$_/chromium", "$_/google-chrome") } split /:/,
    $ENV{PATH};
my $script = do { local $/; <DATA> };
SKIP: {
    skip 'no Chromium here', 1 if !$browser;
    looked_at($_, 390, 844) for 0, 1;
    looked_at($_, 1600, 900) for 0, 1;
}
done_testing;

# The browser itself says: does the page fit; what is said of each part; how much
# a text differs from its ground; what Tab comes to.
sub looked_at {
    my ($scheme, $width, $height) = @_;
    my $name = "$width px, " . ($scheme ? 'light' : 'dark');
    my $copy = $page;
    # only this copy has a script
    $copy =~ s/<meta http-equiv="Content-Security-Policy"[^>]*>//;
    $copy =~ s/<\/body>/<script>$script<\/script><\/body>/;
    my $file = "$other/look.html";
    open my $to, '>:encoding(UTF-8)', $file or die "$file: $!\n";
    print $to $copy;
    close $to;
    my $profile = tempdir('postern-page-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    # a window of Chromium is no narrower than 500 px: a frame is
    my $frame = "$other/frame.html";
    open $to, '>', $frame or die "$frame: $!\n";
    print $to "<!DOCTYPE html><iframe src=look.html width=$width height=$height"
        . " style='border:0'></iframe><pre id=said></pre><script>"
        . "addEventListener('message',e=>said.textContent=e.data)</script>";
    close $to;
    my (undef, $dom) = $desk->capture(
        $browser, '--headless', '--no-sandbox', '--disable-gpu',
        "--user-data-dir=$profile", '--virtual-time-budget=4000',
        '--allow-file-access-from-files', "--window-size=1700,1000",
        "--blink-settings=preferredColorScheme=$scheme", '--dump-dom',
        "file://$frame"
    );
    my ($said) = $dom =~ /<pre id="said">(\{.*?\})<\/pre>/s;
    ok($said, "$name: the page was loaded") or return diag($dom);
    my $look = decode_json($said =~ s/&amp;/&/gr =~ s/&lt;/</gr =~ s/&gt;/>/gr);
    is($look->{scroll}, $width, "$name: nothing is wider than the screen");
    cmp_ok($look->{contrast}, '>=', 4.5, "$name: every text can be read");
    is($look->{dark}, $scheme ? 0 : 1, "$name: its ground");
    is_deeply(
        $look->{landmarks},
        [ 'HEADER', 'MAIN' ],
        "$name: a reader can go to the requests"
    );
    is_deeply([ grep { !length } @{ $look->{names} } ],
        [], "$name: each column and each link has a name");
    is($look->{tabs}, 3, "$name: Tab comes to the skip link and to each request");
    return;
}
__DATA__
addEventListener('load', () => {
  const rgb = s => s.match(/[\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = c.map(v => { v /= 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c.slice(0, 3); }
    return [255, 255, 255]; };
  let contrast = 21;
  for (const e of document.body.querySelectorAll('h1,h2,h2 span,h3,h3 a,p')) {
    const a = light(rgb(getComputedStyle(e).color).slice(0, 3)), b = light(ground(e));
    contrast = Math.min(contrast, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  const named = [...document.querySelectorAll('section')].map(
    s => document.getElementById(s.getAttribute('aria-labelledby'))?.textContent.trim() ?? '');
  const links = [...document.querySelectorAll('a')];
  parent.postMessage(JSON.stringify({
    scroll: Math.max(document.documentElement.scrollWidth, innerWidth),
    contrast: Math.round(contrast * 100) / 100,
    dark: light(ground(document.body)) < 0.2 ? 1 : 0,
    landmarks: [...document.querySelectorAll('header,main,nav,footer')].map(e => e.tagName),
    names: named.concat(links.map(a => a.textContent.trim())),
    tabs: links.filter(a => a.tabIndex >= 0 && a.href).length
  }), '*');
});
