#!/usr/bin/perl
# Who may do what: an observer reads and does not answer, a manager answers inside;
# who leaves, and whose address changes.
use strict;
use warnings;
use Desk;
use Test::More;

my %login = (sasl_login => 'ida@example.org');
my $desk = Desk->start(
    users  => [ map { "$_\@example.org" } qw(ida max) ],
    config => {
        'operator ida' => {
            name    => 'Ida Moe',
            address => 'ida@example.org',
            roles   => 'observer:*',
            %login
        },
        'operator max' => {
            name    => 'Max Berg',
            address => 'max@example.org',
            roles   => 'manager:support',
        },
    });
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my ($anna, $olga, $tom) = map { $desk->operator($_) } qw(anna olga tom);
my $ida = $desk->customer('Ida Moe <ida@example.org>');
my $max = $desk->customer('Max Berg <max@example.org>');
$ida->{password} = 'secret';
$ida->{login}    = 1;

my ($number, $notice) = $desk->opens($kari, 'My lamp', $anna);
$olga->gets(qr/^#$number /, 'a notification');
$ida->gets_nothing('nothing of what comes to a line');
$max->gets_nothing('nothing of it');

# ---- an observer reads
$anna->answers($notice, "/note\nThe shop knows.");
$desk->settled;
$ida->writes('support@example.org', 'a look', "/show #$number");
my $shown = $ida->gets(qr/^#$number My lamp/, 'the whole request');
like($shown->text, qr/This is for you to read. What you answer goes nowhere\./,
    'which says first that it is for reading');
like($shown->text, qr/The shop knows/, 'with its notes');

# ---- and does not answer
$kari->reads_all;
$ida->answers($shown, 'We will send another lamp.');
my $refused = $ida->gets(sub { $_[0]->text =~ /another lamp/ }, 'it back');
like($refused->text,
    qr/as\s+observer\s+you\s+may\s+not\s+answer\s+here; who\s+may:\s+Olga\s+Berg,\s+Anna\s+Larsen/,
    'with words that say who may');
$ida->answers($shown, "/close");
$refused = $ida->gets(sub { $_[0]->text =~ m{/close} }, 'her command back');
like($refused->text, qr/as observer you may not use \/close here/, 'as well');
$kari->gets_nothing('nothing of all that');
is($desk->field($number, 'status'), 'new', 'nothing was done');

# ---- a manager's answer stays inside
$anna->reads_all;
$olga->reads_all;
$anna->answers($notice, '/assign max');
my $his = $max->gets(qr/^#$number /, 'word that it is his');
like($his->text, qr/^Your reply stays internal\./, 'which says what he may');
$max->answers($his, "Please be kind.");
$desk->settled;
$kari->gets_nothing('nothing of a manager');
ok(grep({ /Please be kind/ } $desk->texts($number, 'note')), 'it is a note');

# ---- she who leaves
$max->reads_all;
$anna->answers($notice, '/take');
$desk->settled;
my ($second, $next) = $desk->opens($per, 'My chair', $anna);
$anna->answers($next, '/watch');
$desk->settled;
$_->reads_all for $anna, $olga, $kari, $per, $tom;
my ($code, $out) =
    $desk->postern('operator', 'retire', 'anna', '--to', 'olga');
is($code, 0, 'retire says what it would do');
like($out, qr/^#$number +hers .*My lamp$/m,     'what is hers');
like($out, qr/^#$second +watched .*My chair$/m, 'what she watches');
like($out, qr/Nothing was changed/,             'and does nothing');
is($desk->field($number, 'holder'), 'anna', 'nothing at all');
($code, $out) =
    $desk->postern('operator', 'retire', 'anna', '--to', 'olga', '--yes');
is($code, 0, 'with --yes');
like($out, qr/Take \[operator anna\] out/, 'it says what is left to do');
is($desk->field($number, 'holder'), 'olga', 'hers is Olga\'s');
my $mail = $olga->gets(qr/^1 request of Anna Larsen is yours now/, 'word of it');
like($mail->text, qr/yours now:\s+- #$number My lamp.*happens in these:\s+- #$second/s,
    'with a list');
$olga->gets_nothing('no second mail');
$anna->answers($next, 'Your chair is ready.');
$anna->gets(sub { $_[0]->text =~ /reply\s+address\s+was\s+revoked/ },
    'no way in by her old address');
$per->gets_nothing('nothing');
($code, $out) =
    $desk->postern('operator', 'retire', 'anna', '--to', 'olga', '--yes');
is($code, 0, 'once more');
$olga->gets_nothing('nothing more', qr/is yours now|has left/);
# ---- whose address is another now
$desk->settled;
($code, $out) = $desk->postern('person', 'retire', 'per@example.com', '--to',
    'kari@example.com');
like($out, qr/^#$second$/m, 'person retire names the requests');
is($desk->field($second, 'customer'), 'per@example.com', 'and does nothing');
is(($desk->postern('person', 'retire', 'per@example.com', '--to',
        'kari@example.com', '--yes'))[0], 0, 'with --yes');
is($desk->field($second, 'customer'), 'kari@example.com', 'the new one');
$_->reads_all for $kari, $per, $olga, $anna;
my ($ack) = grep { $_->subject =~ /My chair/ } $per->letters;
$per->answers($ack, 'And the table?', quote => 0);
$desk->settled;
ok(!grep({ /And the table/ } $desk->texts($second, 'article')),
    'the old one is no participant any more');
(undef, $out) = $desk->postern('person', 'retire', 'per@example.com', '--to',
    'kari@example.com', '--yes');
like($out, qr/^Nothing here is of per\@example\.com|Done/, 'once more');

# ---- a mistake is named
(undef, undef, my $err) =
    $desk->postern('operator', 'retire', 'ana', '--to', 'olgaa');
like($err, qr/did you mean "olga"/, 'with the nearest name');
($code, undef, $err) =
    $desk->postern('operator', 'retire', 'olga', '--to', 'ida');
isnt($code, 0, 'nobody who cannot work on it');
like($err, qr/^#$number of support: Ida Moe does not work in this queue/m,
    'which is said for each');

# ---- what she does here, by mail
$_->reads_all for $ida, $olga;
$ida->writes('support@example.org', 'help', '/help role');
my $guide = $ida->gets(qr/^how to work here as observer/, 'her instructions');
like($guide->text, qr/An observer reads, and changes nothing/, 'in short');
unlike($guide->text, qr{^/close}m, 'without what is not hers');

# ---- and on the command line
($code, $out) = $desk->postern('desk', 'guide', 'lead');
is($code, 0, 'desk guide');
like($out, qr/To write to the customer, answer that message/, 'says how');
is((sort { $b <=> $a } map { length } split /\n/, $out)[0] > 72, '',
    'on a narrow page');
($code, undef, $err) = $desk->postern('desk', 'guide', 'leed');
isnt($code, 0, 'there is no such role');
like($err, qr/did you mean "lead"/, 'which one was meant');

($code, $out) = $desk->postern('desk', 'draw');
is($code, 0, 'desk draw');
like($out, qr/"any open status" -> "resolved" \[label="\/close"\];/, 'draws');
SKIP: {
    my ($dot) = grep { -x } map { "$_/dot" } split /:/, $ENV{PATH};
    skip 'no graphviz', 2 unless $dot;
    open my $file, '>', "$desk->{dir}/process.dot" or die $!;
    print {$file} $out;
    close $file;
    my ($failed, $svg, $said) =
        $desk->capture($dot, '-Tsvg', "$desk->{dir}/process.dot");
    is($failed, 0, 'what graphviz takes');
    like($svg, qr/<svg.*engineers/s, 'for a picture');
}

# ---- does it hold together?
($code, $out) = $desk->postern('desk', 'check', '--at', 'tomorrow 10:00');
is($code, 0, 'desk check');
like($out, qr/each can be reached and left.*support, line 1:.*The process is in order/s,
    'finds it in order');
is((sort { $b <=> $a } map { length } split /\n/, $out)[0] > 80, '',
    'in 80 columns');
$desk->write_config({ %{ $desk->{config} }, 'operator olga' => undef,
        'operator anna' => undef, 'operator tom' => { lines => '2' } });
($code, $out) = $desk->postern('desk', 'check');
isnt($code, 0, 'without line 1');
like($out, qr/error: support, line 1: nobody works there/, 'it says so');
my @found = grep { $_->{level} eq 'error' && $_->{about} eq 'name' }
    eval { json_lines($desk->postern('desk', 'check', '--json')) };
like($found[0]{text} // '',
    qr/operator olga is not in the configuration; .*retire olga --to/,
    'and who is gone, with the remedy');

sub json_lines {
    my ($failed, $text) = @_;
    return map { JSON::PP->new->decode($_) } grep { /\S/ } split /\n/, $text;
}

done_testing;
