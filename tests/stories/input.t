#!/usr/bin/perl
# Bad input: each message gets a fate, and the desk goes on.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk =
    Desk->start(config => { site => { flood_per_minute => 1000 } });
my $anna = $desk->operator('anna');
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');

my $head = "From: Kari Nordmann <kari\@example.com>\r\n"
    . "To: support\@example.org\r\n";
my %bad = (
    'empty'      => '',
    'headerless' => "\r\nOnly a body.\r\n",
    'one line'   => 'Hello',
    'no body'    => "${head}Subject: no body\r\n\r\n",
    'NULs'       => "${head}Subject: NULs\r\n\r\na\0b\0\0c\r\n",
    'NULs in the header' => "${head}Subject: a\0b\r\n\r\ntext\r\n",
    'bare CR'    => "${head}Subject: bare\rCR\r\n\r\none\rtwo\rthree\r\n",
    'bare LF'    => "${head}Subject: bare LF\r\n\r\none\ntwo\nthree\n",
    '8-bit header' =>
        "From: K\xe5re <kari\@example.com>\r\nTo: support\@example.org\r\n"
        . "Subject: bl\xe5b\xe6r \xff\xfe\r\n\r\ntext\r\n",
    'groups in To' => "From: kari\@example.com\r\nTo: "
        . 'a:' x 50_000 . "\r\nSubject: groups\r\n\r\ntext\r\n",
    '100,000 recipients' => "From: kari\@example.com\r\nTo: "
        . join(",\r\n ", map { "u$_\@example.com" } 1 .. 100_000)
        . "\r\nSubject: many\r\n\r\ntext\r\n",
    'a long line' => "${head}Subject: long\r\n\r\n" . 'x' x 2_000_000 . "\r\n",
    'deep parts'  => "${head}Subject: deep\r\nMIME-Version: 1.0\r\n"
        . join('', map { "Content-Type: multipart/mixed; boundary=b$_\r\n\r\n"
                . "--b$_\r\n" } 1 .. 2_000)
        . "\r\ntext\r\n",
    'many parts' => "${head}Subject: parts\r\nMIME-Version: 1.0\r\n"
        . "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        . "--b\r\n\r\nx\r\n" x 100_000 . "--b--\r\n",
    'an unknown charset' => "${head}Subject: =?x-klingon?Q?=FF=FE?=\r\n"
        . "Content-Type: text/plain; charset=x-klingon\r\n\r\n\xff\xfe\r\n",
    'broken base64' => "${head}Subject: base64\r\n"
        . "Content-Transfer-Encoding: base64\r\n\r\n!!!!====@@@@\r\n",
    'deep HTML' => "${head}Subject: html\r\nContent-Type: text/html\r\n\r\n"
        . '<div>' x 200_000 . "text\r\n",
);

my $memory = sub {
    my $kb = 0;
    for my $file (glob '/proc/[0-9]*/status') {
        open my $in, '<', $file or next;
        my $text = do { local $/; <$in> } // '';
        $kb += $1 if $text =~ /^Name:\s+postern$/m
            && $text =~ /^NSpgid:.*\b$desk->{pid}\b/m
            && $text =~ /^VmRSS:\s+(\d+)/m;
    }
    return $kb;
};

my $before = $memory->();
my $count  = 0;
for my $name (sort keys %bad) {
    my $answer = eval {
        $desk->submit($bad{$name}, from => "bad$count\@example.net",
            to => ['support@example.org']);
    };
    ok($answer, "$name: taken")
        or diag $@;
    my $row;
    my $sender = "bad$count\@example.net";
    ok($desk->wait_until(sub { ($row) = $desk->why($sender) }, 60),
        "$name: has a fate");
    note "$name: $row->{fate}" if $row;
    $count++;
}

# ---- 64 MB
my $big = Letter->compose(from => 'kari@example.com',
    to => 'support@example.org', subject => 'Big', text => "See below.\n",
    attach => { 'big.bin' =>
            [ 'application/octet-stream', pack('C*', 0 .. 250) x 160_000 ] });
ok(eval { $desk->submit($big, from => 'big@example.net',
            to => ['support@example.org']) }, '54 MB are taken');
ok($desk->wait_until(sub { $desk->why('big@example.net') }, 60),
    'and have a fate');
eval { $desk->submit("Subject: x\r\n\r\n" . ("x" x 998 . "\r\n") x 70_000,
        from => 'huge@example.net', to => ['support@example.org']) };
like($@, qr/552/, 'above the limit 552');

# ---- envelopes
for my $sender ('', 'a' x 64 . '@example.net', 'odd.."one"@example.net') {
    eval { $desk->submit("${head}Subject: odd\r\n\r\nx\r\n", from => $sender,
        to => ['support@example.org']) };
    pass("envelope sender '$sender': " . ($@ || "taken\n"));
}

# ---- still there, and not grown
$desk->settled(60);
my ($number) = $desk->opens($kari, 'After all that', $anna);
ok($number, 'the desk still works');
my $after = $memory->();
cmp_ok($after - $before, '<', 150_000, "grown by @{[$after - $before]} kB")
    if $before;
unlike($desk->log_text, qr/signal 11|segmentation|AddressSanitizer/i,
    'nothing crashed');

done_testing();
