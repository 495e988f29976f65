#!/usr/bin/perl
# A backup is put back: what was given out since means nothing else now, what it
# has to send waits for a word, and what people write goes on.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start(config => { 'queue support' => { undo => '4s' } });
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my $anna = $desk->operator('anna');
my $root = $desk->customer('Desk <desk@example.org>');
my $store = "$desk->{dir}/etc/state/store.db";

sub sql {
    my ($words) = @_;
    my ($code, $out, $err) =
        $desk->capture('sqlite3', '-cmd', '.timeout 5000', $store, $words);
    die "sqlite3: $err\n" if $code;
    return $out;
}
sub sees { my ($who, $words) = @_; return grep { $_->text =~ $words } $who->letters }
sub put_back {
    my ($from) = @_;
    $desk->stop;
    unlink "$store-wal", "$store-shm";
    my ($code) = $desk->capture('cp', $from, $store);
    die "cp $from\n" if $code;
    return;
}

# ---- a backup, while a reply waits for its undo window
my ($number, $first) = $desk->opens($kari, 'My lamp', $anna);
$anna->answers($first, 'ONCE it is on its way.', quote => 0);
ok($desk->wait_until(sub { grep { /ONCE/ } $desk->texts($number, 'article') }),
    'a reply waits for its undo window');
sql(".backup $desk->{dir}/backup.db");
my $reply = $kari->gets(sub { $_[0]->text =~ /ONCE/ }, 'the reply');

# ---- what is lost: an answer that Anna has seen, and Per's request
$kari->answers($reply, 'When will it be here?', quote => 0);
my $asked = $anna->gets(sub { $_[0]->text =~ /When will/ }, 'the question');
my ($lost, $notice) = $desk->opens($per, 'My secret', $anna);
my ($ack) = grep { $_->subject =~ /My secret/ } $per->letters;
$desk->settled;
put_back("$desk->{dir}/backup.db");
$_->reads_all for $kari, $per, $anna, $root;
$desk->run;
like($desk->log_text, qr/older than what was here/, 'the log says so');
$root->gets(qr/older store/, 'an alarm');

# ---- nothing is sent twice
my ($code, $out) = $desk->postern('status');
isnt($code, 0, '`postern status` is not content');
like($out, qr/postern resume/, 'and says what to do');
(undef, $out) = $desk->postern('check');
like($out, qr/postern resume/, '`postern check` as well');
my @waits = grep { $_->{where} eq 'paused' } $desk->json('queue list');
is(scalar(grep { $_->{recipient} eq 'kari@example.com' } @waits), 1,
    '`postern queue` lists what would go out');
sleep 6;
is(scalar(sees($kari, qr/ONCE/)), 1, 'Kari does not get the reply again');

# ---- people go on
$kari->answers($reply, 'KARIAGAIN is it coming?', quote => 0);
my $again = $anna->gets(sub { $_[0]->text =~ /KARIAGAIN/ }, 'a new question');
$anna->answers($again, 'TOMORROW it comes.', quote => 0);
$kari->gets(sub { $_[0]->text =~ /TOMORROW/ }, 'an answer, without a resume');

# ---- entries have other numbers now: what she answers may not be what she saw
$anna->reads_all;
$anna->answers($asked, 'OLDANSWER by train.', quote => 0);
my $hold = $anna->gets(sub { $_[0]->text =~ /OLDANSWER/ }, 'her text on hold');
like($hold->text, qr/backup/, 'with the reason');
ok(!sees($kari, qr/OLDANSWER/), 'Kari does not get it');
$anna->answers($hold, '/send', quote => 0);
$kari->gets(sub { $_[0]->text =~ /OLDANSWER/ }, 'it when Anna says so');

# ---- what is gone is nobody else's
$anna->answers($notice, 'PERSONLY the PIN is 4711.', quote => 0);
$anna->gets(sub { $_[0]->text =~ /PERSONLY/ }, 'her answer to Per back');
my ($other) = $desk->opens($kari, 'My chair', $anna);
isnt($other, $lost, 'a number that is lost is not given out again');
$per->answers($ack, 'PERMORE and my letter?', quote => 0);
my $fresh = $anna->gets(sub { $_[0]->text =~ /PERMORE/ }, 'what Per writes');
isnt($desk->number_in($fresh), $other, 'which is a request of its own');
ok(!sees($kari, qr/PERSONLY|PERMORE/), 'Kari has seen nothing of that');

# ---- the word
($code, $out) = $desk->postern('resume', '--drop');
is($code, 0, '`postern resume --drop`');
($code) = $desk->postern('status');
is($code, 0, '`postern status` is content');
sleep 2;
is(scalar(sees($kari, qr/ONCE/)), 1, 'it is cancelled');
$desk->settled;

# ---- once more, and sent
put_back("$desk->{dir}/backup.db");
$kari->reads_all;
$desk->run;
($code, $out) = $desk->postern('resume');
like($out, qr/Sent now: [1-9]/, '`postern resume`');
$kari->gets(sub { $_[0]->text =~ /ONCE/ }, 'the reply a second time');

# ---- no store, and an empty one
$desk->settled;
$desk->stop;
unlink $store, "$store-wal", "$store-shm";
($code, undef, my $err) = $desk->postern('run');
isnt($code, 0, '`run` makes no store');
like($err, qr/no store/, 'and says so');
open my $file, '>', $store or die "$store: $!\n";
close $file;
($code) = $desk->postern('run');
isnt($code, 0, 'nor does it take an empty file for one');
unlink $store;
($code, $out, $err) = $desk->postern('init', '--store');
is($code, 0, '`postern init --store` makes it') or diag $err;
$_->reads_all for $kari, $anna;
$desk->run;
my ($last) = $desk->opens($kari, 'My table', $anna);
cmp_ok($last, '>', $other, 'numbers go on');
$per->answers($ack, 'PERLAST word.', quote => 0);
$anna->gets(sub { $_[0]->text =~ /PERLAST/ }, 'an old tag\'s message');
ok(!grep({ /PERLAST/ } $desk->texts($last, 'article')), 'elsewhere');

# ---- the whole folder was copied: both would send the same
$desk->settled;
$desk->postern('resume');
$desk->stop;
rename "$desk->{dir}/etc/state", "$desk->{dir}/etc/was";
$desk->capture('cp', '-a', "$desk->{dir}/etc/was", "$desk->{dir}/etc/state");
$desk->run;
($code, $out) = $desk->postern('status');
like($out, qr/postern resume/, 'a copied desk waits for a word as well');

done_testing();
