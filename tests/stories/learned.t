#!/usr/bin/perl
# Learned categories: what spoke for one, what is left open, lessons that move and
# are heard by the desk itself, and a file that was damaged.
use strict;
use warnings;
use utf8;
use Desk;
use JSON::PP ();
use Test::More;

my %config = (
    learn => { publish_every => '1s', train_every => '2s' },
    'category parcels'  => { title => 'Parcels' },
    'category invoices' => { title => 'Invoices' },
);
my $desk = Desk->start(config => \%config);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');

sub letter {
    my ($text) = @_;
    return Letter->compose(
        from    => 'Somebody <somebody@example.net>',
        to      => 'support@example.org',
        subject => 'Question',
        text    => "$text\n"
    );
}

sub asked {
    my ($command, $text) = @_;
    my ($code, $out, $err) =
        $desk->postern(\letter($text), $command, '--json', '-');
    die "$command: $err\n" if $code;
    return JSON::PP->new->decode($out);
}

sub first_of {
    my ($text) = @_;
    my $first = asked('explain', $text)->{verdict}{learned}[0];
    return $first ? ($first->{name}, $first->{probability}) : ('', 0);
}

sub class_of {
    my ($name) = @_;
    my ($class) = grep { $_->{class} eq $name } $desk->json('learn status');
    return $class;
}

# ---- one category says nothing
sub parcel { return "The parcel number $_[0] with my order has not arrived" }
sub invoice { return "The invoice $_[0] asks for the wrong amount of money" }
$desk->learns('category:parcels', 6, sub { ("Order $_[0]", parcel($_[0])) });
is((first_of(parcel(99)))[0], '', 'one category alone is no choice');
ok(!class_of('parcels')->{guessed}, 'and is not guessed, says learn status');

# ---- two do
my $said = $desk->learns('category:invoices', 6,
    sub { ("Bill $_[0]", invoice($_[0])) });
like($said, qr/2 categories are guessed, learned of 12 messages/,
    'learn says what it is worth');
ok(class_of('parcels')->{guessed}, 'both are guessed');
my ($name, $sure) = first_of(invoice(98));
is($name, 'invoices', 'explain knows the category');
cmp_ok($sure, '>', 0.6, 'and is sure enough to suggest it');
my $scan = asked('scan', invoice(98));
is($scan->{guesses}[0]{name}, 'invoices', 'so does scan');
my @words = map { $_->{name} } @{ $scan->{spoke} };
ok(scalar(grep { /^(?:invoice|amount|money|wrong)$/ } @words) >= 2,
    "and it names the words that spoke for it (@words)");
my (undef, $text) = $desk->postern(\letter(invoice(98)), 'explain', '-');
like($text, qr/said by +"\w+" \d+ %/, 'explain shows them');
($name, $sure) =
    first_of('Доброго времени суток, прошу перенести нашу встречу');
cmp_ok($sure, '<', 0.6, 'of another language it is not sure');

# ---- an operator's word counts, moves a lesson, and is heard by the desk
$kari->writes('support@example.org', 'A question', parcel(55));
my $notice = $anna->gets(qr/^#\d+ A question/, 'a request');
like($notice->text, qr/may be Parcels \(\d+ % sure\)/, 'with a suggestion');
$anna->answers($notice, '/category invoices');
ok($desk->wait_until(sub { class_of('invoices')->{messages} == 7 }),
    'the correction is a lesson');
$anna->answers($notice, '/category parcels');
ok($desk->wait_until(sub { class_of('parcels')->{messages} == 7 }),
    'which moves');
is(class_of('invoices')->{messages}, 6, 'and is no longer where it was');
my $model = "$desk->{dir}/etc/state/categories.model";
my $before = (stat $model)[1];
$kari->writes('support@example.org', 'One more', parcel(56));
$notice = $anna->gets(qr/^#\d+ One more/, 'a request');
$anna->answers($notice, '/category invoices');
ok($desk->wait_until(sub { ((stat $model)[1] // 0) != $before }),
    'the desk learns by itself');

# ---- what was damaged is told, and written again
open my $file, '+<:raw', $model or die "$model: $!\n";
seek $file, 2000, 0;
print $file "\0\1\2\3garbled";
close $file;
my ($code, undef, $err) = $desk->postern(\letter('x'), 'scan', '-');
isnt($code, 0, 'a damaged file is an error');
like($err, qr/damaged.*postern learn publish/, 'which says what to do');
is(($desk->postern('learn', 'publish'))[0], 0, 'that');
is((first_of(invoice(97)))[0], 'invoices', 'and all is well');

done_testing();
