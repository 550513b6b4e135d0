/** Typical hosts of shops and wallets: invented, with different lengths and endings. No test connects to them. */
export const HOSTS: readonly string[] = `
adler-optik.de alderandoak.com almondpress.co.uk amberkitchen.com anchorwool.com applecart.shop arborio.it atelier-nord.fr autumnleaf.store
bakersdozen.co basilgarden.com batch.coffee beaconbikes.com bellwether.io birchbooks.com blueheron.org boathouse.co.nz bolt.eu
bramblewick.co.uk brassmonkey.shop brightside.health brookfield.com butterfly.jp
cabinetto.com cactusclub.mx candlemaker.com canyonbikes.cl capsulewear.com cardinalpay.com carpenter.tools cedarpost.com chalkboard.edu
cherrytree.school cinderella-shoes.com cityflora.nl clockwork.games cloudninebank.com coastline.travel cobalt.bank coffeecollective.dk
comet.electronics copperkettle.com coralreef.org cottonclub.in crumpet.london cumulus.money curio.gallery
daisychain.com dawnpatrol.surf delicato.es desertrose.ae dials.watch dockside.ca dogwood.pet dovecote.org dragonfruit.vn driftwood.store
earlgrey.tea eastwind.com.au elderberry.farm embercraft.com emporium.gr evergreen.bank everyday.games
falconair.com farmhouse.kitchen featherweight.cc fennel.restaurant fernwood.com fieldnotes.press finch.finance fjordline.no flintstone.tools
floribunda.co.za foxglove.garden freshmint.com frontier.outdoor
galleria.it gardenia.flowers gingerbread.toys glasshouse.design globetrotter.travel goldfinch.money granary.bio greenfield.energy gumtree.pizza
halcyon.music happyfeet.store happylifebank.com harborlight.com harvestmoon.farm hawthorn.legal hazelnut.coffee heathrow.taxi hedgehog.toys
hexagon.parts highland.wool honeycomb.bakery horizon.bank hummingbird.com
icicle.store indigo.fashion inkwell.press ironwood.furniture islander.ferry ivory.piano
jacaranda.co.za jasmine.tea jester.games juniper.gin justicia.org
kaleidoscope.art kelpie.scot kestrel.bike kingfisher.boats kiwi.fruit knitwit.com kumquat.app
lagoon.spa lakeside.camp lanterna.it larkspur.com lavender.farm lemonade.stand lighthouse.org lilypad.kids linden.haus longboat.beer lotus.yoga
magnolia.homes maplesyrup.ca marigold.health meadowlark.bank merino.nz midnight.cinema millstone.bakery mistral.wine monsoon.umbrella
moonstone.jewelry mulberry.silk mustard.deli
nautilus.diving nectarine.app nettle.soup nightingale.care nimbus.cloud northstar.bank nutmeg.finance
oakheart.com oceanic.air octave.music olivegrove.gr onyx.cards opaline.glass orchard.coop origami.jp osprey.bags otter.money
paprika.hu parchment.paper pebblebank.com pelican.post peppermint.com periwinkle.blue pinecone.camp pistachio.app plumtree.jam poppyseed.bakery
porcelain.cn primrose.care puffin.books pumpkin.market
quartz.watch quicksilver.bank quillpen.com quince.jam
radish.market raincoat.shop raspberry.pi ravenswood.school redwood.lumber riverbend.boats rosemary.kitchen rowan.legal rubyslipper.shoes
saffron.spices sagebrush.ranch sandalwood.in sapphire.bank sawmill.lumber seagull.ferry sesame.street shamrock.ie silverfern.nz skylark.air
snowdrop.flowers sorrel.soup sparrow.mail spruce.homes starling.bank stonewall.masonry strawberry.fm sundial.watch sunflower.oil swallowtail.kites
tamarind.thai tangerine.fm teapot.shop thistle.scot thunderbolt.parts tidepool.org timberline.ski topaz.jewelry tortoise.post trellis.garden
tulip.nl tumbleweed.ranch turnstile.tickets
umbra.lamps upstream.fishing urchin.sushi
valerian.care vanilla.bakery velvet.rope verbena.soap vineyard.wine violet.ink
walnut.wood waterlily.spa waxwing.candles wheatfield.mill whistler.ski wildflower.honey willow.baskets windmill.energy wisteria.homes
woodpecker.tools wren.energy yarrow.herbs yellowtail.sushi zephyr.sails zinnia.flowers
`
  .trim()
  .split(/\s+/);
